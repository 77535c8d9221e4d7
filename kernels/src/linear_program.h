// SPDX-License-Identifier: Apache-2.0
// Linear programs with bounds, solved by CLP one after the other from the last solution. What it answers is in floating
// point: nothing is believed that the caller has not checked in whole numbers. Not thread-safe.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace bouclier::kernels {

struct ProgramRow {
  std::vector<uint32_t> columns;
  std::vector<double> factors;  // of each column
  double low, high;
};

class LinearProgram {
 public:
  struct Bounds {
    double low, high;
  };
  LinearProgram(const std::vector<Bounds>& columns, const std::vector<ProgramRow>& rows);
  LinearProgram(LinearProgram&&) noexcept;
  LinearProgram& operator=(LinearProgram&&) noexcept;
  ~LinearProgram();

  void SetBounds(uint32_t column, Bounds bounds);
  Bounds BoundsOf(uint32_t column) const { return columns_[column]; }
  // The columns that make the objective least; none when no solution is proven best.
  std::optional<std::vector<double>> Minimise(const std::vector<double>& objective);

 private:
  struct Clp;
  std::unique_ptr<Clp> clp_;
  std::vector<Bounds> columns_;
};

}  // namespace bouclier::kernels
