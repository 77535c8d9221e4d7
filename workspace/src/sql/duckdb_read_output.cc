// SPDX-License-Identifier: Apache-2.0
// Writes a planned output as DuckDB's statements, made from the parsed query itself, never from its text.
#include <duckdb/parser/expression/cast_expression.hpp>
#include <duckdb/parser/expression/columnref_expression.hpp>
#include <duckdb/parser/expression/function_expression.hpp>
#include <duckdb/parser/parsed_expression_iterator.hpp>
#include <duckdb/parser/query_node/select_node.hpp>

#include "allow_list.h"
#include "duckdb_output.h"
#include "duckdb_state.h"
#include "duckdb_tree.h"

namespace bouclier::workspace {
namespace {

class OutputWriter {
 public:
  OutputWriter(duckdb::SelectStatement& statement, OutputPlan plan)
      : statement_(statement), node_(statement.node->Cast<duckdb::SelectNode>()), plan_(std::move(plan)) {
    calls_.resize(plan_.calls.size());
    for (auto& item : node_.select_list) FindCalls(*item);
  }

  Result<std::vector<OutputColumn>> Columns() const {
    std::vector<OutputColumn> columns;
    std::set<std::string> names;
    for (size_t i = 0; i < plan_.outputs.size(); ++i) {
      const auto& item = *node_.select_list[i];
      columns.push_back({plan_.outputs[i].kind, item.GetName(), item.ToString(), plan_.outputs[i].measures,
                         InOrder(plan_.outputs[i].reads), plan_.outputs[i].plain});
      if (names.insert(LowerCase(columns.back().name)).second) continue;
      return RefusedOutput(Refusal::kName, "two outputs of the same name", "give each a name with AS");
    }
    return columns;
  }

  std::vector<OutputMeasure> Measures() const {
    std::vector<OutputMeasure> measures;
    for (size_t i = 0; i < plan_.measures.size(); ++i) {
      const bool persons = plan_.measures[i].kind == OutputMeasure::Kind::kPersons;
      measures.push_back({plan_.measures[i].kind,
                          persons ? calls_[plan_.measures[i].call]->ToString() : MeasureCall(i)->ToString(),
                          InOrder(plan_.measures[i].reads)});
    }
    return measures;
  }

  std::vector<CountedUnit> Units() const {
    std::vector<CountedUnit> units;
    for (const PlannedUnit& unit : plan_.units) units.push_back(unit.counted);
    return units;
  }

  WrittenOutput Write() && {
    WrittenOutput written;
    written.per_person = GatheredBy(plan_.person, plan_);
    for (const PlannedUnit& unit : plan_.units) {
      WrittenByUnit& by = written.by_unit.emplace_back();
      by.plan = plan_;
      for (PlannedMeasure& measure : by.plan.measures) {
        if (measure.kind != OutputMeasure::Kind::kPersons) continue;
        measure.kind = OutputMeasure::Kind::kCount;
        measure.function = "count";
      }
      by.statement = GatheredBy(unit.column, by.plan);
    }
    for (size_t i = 0; i < plan_.outputs.size(); ++i) {
      auto copy = Unnamed(*node_.select_list[i]);
      if (plan_.outputs[i].kind != OutputColumn::Kind::kKey) ReplaceCalls(copy);
      written.computed.push_back(std::move(copy));
    }
    written.plan = std::move(plan_);
    return written;
  }

 private:
  // A row for each cell and value of `column`: the keys, the value's number, count(*), what the plan's measures call.
  duckdb::unique_ptr<duckdb::SelectStatement> GatheredBy(const std::vector<std::string>& column,
                                                         const OutputPlan& plan) const {
    auto statement = duckdb::unique_ptr_cast<duckdb::SQLStatement, duckdb::SelectStatement>(statement_.Copy());
    auto& node = statement->node->Cast<duckdb::SelectNode>();
    ParsedExpressions list, groups;
    for (size_t i = 0; i < plan_.outputs.size(); ++i) {
      if (plan_.outputs[i].kind != OutputColumn::Kind::kKey) continue;
      groups.push_back(Unnamed(*node_.select_list[i]));
      list.push_back(Unnamed(*node_.select_list[i]));
    }
    groups.push_back(NumberOf(column));
    list.push_back(NumberOf(column));
    list.push_back(duckdb::make_uniq<duckdb::FunctionExpression>("count_star", ParsedExpressions()));
    for (size_t i = 0; i < plan_.measures.size(); ++i) {
      // Which persons: the call as the query has it, when they are counted and not gathered.
      const bool as_asked = plan.measures[i].kind != plan_.measures[i].kind;
      if (!plan.measures[i].function.empty())
        list.push_back(as_asked ? Unnamed(*calls_[plan.measures[i].call]) : MeasureCall(i));
    }
    node.select_list = std::move(list);
    duckdb::GroupingSet all;
    for (size_t i = 0; i < groups.size(); ++i) all.insert(duckdb::idx_t(i));
    node.groups.group_expressions = std::move(groups);
    node.groups.grouping_sets = {std::move(all)};
    node.aggregate_handling = duckdb::AggregateHandling::STANDARD_HANDLING;
    node.modifiers.clear();
    return statement;
  }

  static std::vector<SourceColumn> InOrder(const Reads& reads) { return {reads.begin(), reads.end()}; }
  static duckdb::unique_ptr<duckdb::ParsedExpression> Unnamed(const duckdb::ParsedExpression& expression) {
    auto copy = expression.Copy();
    copy->ClearAlias();
    return copy;
  }

  // The planned call that is this expression; as many as there are calls when it is none. What was planned from the
  // written tree is found again by writing each call's tree.
  size_t CallOf(const duckdb::ParsedExpression& expression) const {
    if (expression.GetExpressionClass() != duckdb::ExpressionClass::FUNCTION ||
        !IsAggregateFunction(LowerCase(expression.Cast<duckdb::FunctionExpression>().function_name))) {
      return plan_.calls.size();
    }
    TreeWriter writer;
    expression.Serialize(writer);
    const Tree tree = std::move(writer).Take();
    for (size_t i = 0; i < plan_.calls.size(); ++i) {
      if (SameExpression(plan_.calls[i].tree, tree)) return i;
    }
    throw duckdb::InternalException("a call that was not planned");
  }

  void FindCalls(duckdb::ParsedExpression& expression) {
    const size_t call = CallOf(expression);
    if (call < calls_.size()) {
      calls_[call] = &expression.Cast<duckdb::FunctionExpression>();
      return;
    }
    duckdb::ParsedExpressionIterator::EnumerateChildren(expression,
                                                        [&](duckdb::ParsedExpression& child) { FindCalls(child); });
  }

  void ReplaceCalls(duckdb::unique_ptr<duckdb::ParsedExpression>& expression) const {
    const size_t call = CallOf(*expression);
    if (call < calls_.size()) {
      expression = duckdb::make_uniq<duckdb::ColumnRefExpression>(CallName(call));
      return;
    }
    duckdb::ParsedExpressionIterator::EnumerateChildren(
        *expression, [&](duckdb::unique_ptr<duckdb::ParsedExpression>& child) { ReplaceCalls(child); });
  }

  duckdb::unique_ptr<duckdb::ParsedExpression> MeasureCall(size_t measure) const {
    const PlannedMeasure& planned = plan_.measures[measure];
    auto copy = Unnamed(*calls_[planned.call]);
    auto& function = copy->Cast<duckdb::FunctionExpression>();
    function.function_name = planned.function;
    function.distinct = false;
    if (planned.bare) function.children.clear();
    return copy;
  }

  static duckdb::unique_ptr<duckdb::ParsedExpression> NumberOf(const std::vector<std::string>& column) {
    ParsedExpressions argument;
    argument.push_back(duckdb::make_uniq<duckdb::CastExpression>(
        duckdb::LogicalType::VARCHAR,
        duckdb::make_uniq<duckdb::ColumnRefExpression>(duckdb::vector<std::string>(column.begin(), column.end()))));
    return duckdb::make_uniq<duckdb::FunctionExpression>(kPersonFunction, std::move(argument));
  }

  duckdb::SelectStatement& statement_;
  duckdb::SelectNode& node_;
  OutputPlan plan_;
  std::vector<duckdb::FunctionExpression*> calls_;
};

}  // namespace

OutputQuery::OutputQuery() : statements_(std::make_unique<Statements>()) {}
OutputQuery::OutputQuery(OutputQuery&&) noexcept = default;
OutputQuery& OutputQuery::operator=(OutputQuery&&) noexcept = default;
OutputQuery::~OutputQuery() = default;

Result<OutputQuery> Engine::ReadOutput(Prepared query, OutputPlan plan) {
  return Guarded(*state_->failure, state_->limits, [&]() -> Result<OutputQuery> {
    OutputQuery output;
    OutputWriter writer(query.statements_->list[0]->Cast<duckdb::SelectStatement>(), std::move(plan));
    BOUCLIER_TRY(output.columns_, writer.Columns());
    output.measures_ = writer.Measures();
    output.units_ = writer.Units();
    output.statements_->written = std::move(writer).Write();
    output.per_person_ = output.statements_->written.per_person->ToString();
    return output;
  });
}

}  // namespace bouclier::workspace
