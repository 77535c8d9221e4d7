// SPDX-License-Identifier: Apache-2.0
// The points of a chart, put in order: what both ways of drawing start from.
#pragma once

#include "scale.h"

namespace bouclier::report {

constexpr size_t kMostSeries = 12;
constexpr size_t kMostPoints = 20'000;
constexpr int kMostSlots = 400;

struct Place {  // one x
  std::string label;
  int days = 0;  // time axes
  int slot = 0;  // place in a row of equal ones: categories, or steps of time with those that are missing
};

struct Series {
  std::string name;
  std::vector<std::optional<double>> values;  // by place
};

struct Arranged {
  bool is_time = false;
  std::vector<Place> places;   // in order, at least one
  std::vector<Series> series;  // in order of appearance, at least one
  int slots = 0;
  size_t missing = 0;  // points without a value
  double least = 0;
  double most = 0;
};

Result<Arranged> Arrange(const Chart& chart);

// A text as one may write it anywhere: UTF-8 (what is not becomes U+FFFD), no control characters, at most `longest`
// characters, the last of them … when there were more.
std::string Tidy(std::string_view text, size_t longest);

size_t Characters(std::string_view tidy);  // of a tidy text

// What the chart shows, in a sentence.
std::string InWords(const Chart& chart, const Arranged& arranged);

// "3 points have no value", or nothing.
std::string MissingNote(const Chart& chart, const Arranged& arranged);

}  // namespace bouclier::report
