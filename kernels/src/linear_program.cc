// SPDX-License-Identifier: Apache-2.0
// CLP behind its C interface. The only file that knows it.
#include "linear_program.h"

#include <Clp_C_Interface.h>

#include "bouclier/base/check.h"

namespace bouclier::kernels {

struct LinearProgram::Clp {
  Clp_Simplex* model = Clp_newModel();
  ~Clp() { Clp_deleteModel(model); }
};

LinearProgram::LinearProgram(const std::vector<Bounds>& columns, const std::vector<ProgramRow>& rows)
    : clp_(std::make_unique<Clp>()), columns_(columns) {
  // CLP wants the matrix by columns.
  std::vector<std::vector<std::pair<int, double>>> by_column(columns.size());
  std::vector<double> row_low, row_high;
  for (size_t row = 0; row < rows.size(); ++row) {
    BOUCLIER_CHECK(rows[row].columns.size() == rows[row].factors.size());
    for (size_t i = 0; i < rows[row].columns.size(); ++i)
      by_column[rows[row].columns[i]].push_back({static_cast<int>(row), rows[row].factors[i]});
    row_low.push_back(rows[row].low);
    row_high.push_back(rows[row].high);
  }
  std::vector<CoinBigIndex> starts = {0};
  std::vector<int> indices;
  std::vector<double> values, low, high, objective(columns.size(), 0.0);
  for (size_t i = 0; i < columns.size(); ++i) {
    for (const auto& [row, factor] : by_column[i]) {
      indices.push_back(row);
      values.push_back(factor);
    }
    starts.push_back(static_cast<CoinBigIndex>(indices.size()));
    low.push_back(columns[i].low);
    high.push_back(columns[i].high);
  }
  Clp_setLogLevel(clp_->model, 0);
  Clp_loadProblem(clp_->model, static_cast<int>(columns.size()), static_cast<int>(rows.size()), starts.data(),
                  indices.data(), values.data(), low.data(), high.data(), objective.data(), row_low.data(),
                  row_high.data());
}

LinearProgram::LinearProgram(LinearProgram&&) noexcept = default;
LinearProgram& LinearProgram::operator=(LinearProgram&&) noexcept = default;
LinearProgram::~LinearProgram() = default;

void LinearProgram::SetBounds(uint32_t column, Bounds bounds) {
  columns_[column] = bounds;
  Clp_columnLower(clp_->model)[column] = bounds.low;
  Clp_columnUpper(clp_->model)[column] = bounds.high;
}

std::optional<std::vector<double>> LinearProgram::Minimise(const std::vector<double>& objective) {
  BOUCLIER_CHECK(objective.size() == columns_.size());
  if (columns_.empty()) return std::vector<double>();
  Clp_chgObjCoefficients(clp_->model, objective.data());
  Clp_primal(clp_->model, 0);
  if (!Clp_isProvenOptimal(clp_->model)) return std::nullopt;
  const double* solution = Clp_getColSolution(clp_->model);
  return std::vector<double>(solution, solution + columns_.size());
}

}  // namespace bouclier::kernels
