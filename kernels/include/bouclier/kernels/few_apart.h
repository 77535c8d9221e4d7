// SPDX-License-Identifier: Apache-2.0
// Whether numbers of one cell, taken together, tell of few persons: one taken from another (a sum over all, and over
// all but one), a number from which everybody's equal share is taken (a constant added to a 0/1 column), or one whose
// remainder is of few (multiples of a million added to it). Pure.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace bouclier::kernels {

struct CellNumber {
  std::vector<int64_t> contributions;  // of each person of the cell, in one order; of all numbers as many
  bool is_sum = false;                 // not a count of rows or persons
};

// The fewest persons, 1 to threshold - 1, of whom alone a weighted sum of some numbers is made, while the shares of
// `threshold` or more others in them cancel out; 0: none found. For sums a count of the cell's persons is a number too:
// a reader may know it. A count of rows alone is not taken apart: that few persons have a second row tells of nobody
// until the count of persons stands beside it. Of a sum also those whose share is not the others' but for a multiple of
// one number, of `threshold` or more: its remainder tells how many of the few there are.
// Tries sets of two numbers, and of three when there are at most six; weights are those that some persons' shares
// suggest, from fixed draws, so that one cell has one answer. CHECK: as many contributions of each.
// **Cost:** persons times sets of numbers.
uint32_t FewApart(std::span<const CellNumber> numbers, uint32_t threshold);

}  // namespace bouclier::kernels
