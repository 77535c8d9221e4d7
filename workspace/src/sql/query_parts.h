// SPDX-License-Identifier: Apache-2.0
// The parts a query may be made of, under the names that DuckDB 1.5 gives them when it writes a parsed query down, and
// what each member of a part holds. A part or a member that does not stand here is refused.
#pragma once

#include <map>
#include <set>
#include <span>
#include <string_view>

namespace bouclier::workspace::query_parts {

// What a member of a part holds, and so how it is judged.
enum class Holds {
  kPlain,       // a name, a number or a word that can do nothing
  kNothing,     // must be absent, empty or false
  kExpression,  // one, or lists of them at any depth
  kPairs,       // list of {key, value}, values being expressions
  kCases,       // list of {when_expr, then_expr}
  kOrders,      // list of {type, null_order, expression}
  kOrder,       // an ORDER_MODIFIER
  kModifiers,   // list of them
  kNode,        // a query, or a list of them
  kSelect,      // {node: a query}
  kTable,       // what stands in FROM
  kType,        // a type of SQL
  kTypes,       // list of them
  kConstant,    // a value in the query's text
  kTableName,   // of a table in scope
  kFunction,    // a name on the list
  kOperator,    // a kind of OPERATOR
  kCollation,   // a plain name
  kCtes,        // judged before the other members: they may use the names
  kDescribe,    // the one kind of SHOW
  kTableMaker,  // a function in FROM
};

struct Member {
  std::string_view name;
  Holds holds;
};

using Part = std::span<const Member>;

inline constexpr Member kSelectNode[] = {{"type", Holds::kPlain},        {"modifiers", Holds::kModifiers},
                                         {"cte_map", Holds::kCtes},      {"select_list", Holds::kExpression},
                                         {"from_table", Holds::kTable},  {"where_clause", Holds::kExpression},
                                         {"group_sets", Holds::kPlain},  {"group_expressions", Holds::kExpression},
                                         {"having", Holds::kExpression}, {"aggregate_handling", Holds::kPlain},
                                         {"sample", Holds::kPlain},      {"qualify", Holds::kExpression}};
inline constexpr Member kSetNode[] = {{"type", Holds::kPlain},      {"modifiers", Holds::kModifiers},
                                      {"cte_map", Holds::kCtes},    {"setop_type", Holds::kPlain},
                                      {"setop_all", Holds::kPlain}, {"left", Holds::kNode},
                                      {"right", Holds::kNode},      {"children", Holds::kNode}};

inline constexpr Member kBaseTable[] = {{"type", Holds::kPlain},          {"alias", Holds::kPlain},
                                        {"sample", Holds::kPlain},        {"query_location", Holds::kPlain},
                                        {"schema_name", Holds::kNothing}, {"catalog_name", Holds::kNothing},
                                        {"at_clause", Holds::kNothing},   {"column_name_alias", Holds::kPlain},
                                        {"table_name", Holds::kTableName}};
inline constexpr Member kSubqueryTable[] = {{"type", Holds::kPlain},      {"alias", Holds::kPlain},
                                            {"sample", Holds::kPlain},    {"query_location", Holds::kPlain},
                                            {"subquery", Holds::kSelect}, {"column_name_alias", Holds::kPlain}};
inline constexpr Member kJoin[] = {{"type", Holds::kPlain},
                                   {"alias", Holds::kPlain},
                                   {"sample", Holds::kPlain},
                                   {"query_location", Holds::kPlain},
                                   {"left", Holds::kTable},
                                   {"right", Holds::kTable},
                                   {"condition", Holds::kExpression},
                                   {"join_type", Holds::kPlain},
                                   {"ref_type", Holds::kPlain},
                                   {"using_columns", Holds::kPlain},
                                   {"delim_flipped", Holds::kNothing},
                                   {"duplicate_eliminated_columns", Holds::kExpression},
                                   {"is_implicit", Holds::kPlain}};
inline constexpr Member kValues[] = {{"type", Holds::kPlain},           {"alias", Holds::kPlain},
                                     {"sample", Holds::kPlain},         {"query_location", Holds::kPlain},
                                     {"expected_names", Holds::kPlain}, {"expected_types", Holds::kTypes},
                                     {"values", Holds::kExpression}};
inline constexpr Member kNoTable[] = {
    {"type", Holds::kPlain}, {"alias", Holds::kPlain}, {"query_location", Holds::kPlain}};
inline constexpr Member kTableFunction[] = {{"type", Holds::kPlain},          {"alias", Holds::kPlain},
                                            {"sample", Holds::kPlain},        {"query_location", Holds::kPlain},
                                            {"function", Holds::kTableMaker}, {"column_name_alias", Holds::kPlain}};
inline constexpr Member kShow[] = {{"type", Holds::kPlain},           {"alias", Holds::kPlain},
                                   {"query_location", Holds::kPlain}, {"query", Holds::kNode},
                                   {"show_type", Holds::kDescribe},   {"table_name", Holds::kNothing},
                                   {"catalog_name", Holds::kNothing}, {"schema_name", Holds::kNothing}};

inline constexpr Member kBetween[] = {
    {"input", Holds::kExpression}, {"lower", Holds::kExpression}, {"upper", Holds::kExpression}};
inline constexpr Member kCase[] = {{"case_checks", Holds::kCases}, {"else_expr", Holds::kExpression}};
inline constexpr Member kCast[] = {
    {"child", Holds::kExpression}, {"cast_type", Holds::kType}, {"try_cast", Holds::kPlain}};
inline constexpr Member kCollate[] = {{"child", Holds::kExpression}, {"collation", Holds::kCollation}};
inline constexpr Member kColumn[] = {{"column_names", Holds::kPlain}};
inline constexpr Member kComparison[] = {{"left", Holds::kExpression}, {"right", Holds::kExpression}};
inline constexpr Member kChildren[] = {{"children", Holds::kExpression}};
inline constexpr Member kOperatorPart[] = {{"children", Holds::kExpression}, {"type", Holds::kOperator}};
inline constexpr Member kConstantPart[] = {{"value", Holds::kConstant}};
inline constexpr Member kFunctionPart[] = {
    {"function_name", Holds::kFunction}, {"schema", Holds::kPlain},      {"catalog", Holds::kNothing},
    {"children", Holds::kExpression},    {"filter", Holds::kExpression}, {"order_bys", Holds::kOrder},
    {"distinct", Holds::kPlain},         {"is_operator", Holds::kPlain}, {"export_state", Holds::kNothing}};
inline constexpr Member kPosition[] = {{"index", Holds::kPlain}};
inline constexpr Member kStar[] = {{"relation_name", Holds::kPlain}, {"exclude_list", Holds::kPlain},
                                   {"replace_list", Holds::kPairs},  {"columns", Holds::kPlain},
                                   {"expr", Holds::kExpression},     {"qualified_exclude_list", Holds::kPlain},
                                   {"rename_list", Holds::kPlain}};
inline constexpr Member kSubquery[] = {{"subquery_type", Holds::kPlain},
                                       {"subquery", Holds::kSelect},
                                       {"child", Holds::kExpression},
                                       {"comparison_type", Holds::kPlain}};
inline constexpr Member kWindow[] = {{"function_name", Holds::kFunction},
                                     {"schema", Holds::kPlain},
                                     {"catalog", Holds::kNothing},
                                     {"children", Holds::kExpression},
                                     {"partitions", Holds::kExpression},
                                     {"orders", Holds::kOrders},
                                     {"start", Holds::kPlain},
                                     {"end", Holds::kPlain},
                                     {"start_expr", Holds::kExpression},
                                     {"end_expr", Holds::kExpression},
                                     {"offset_expr", Holds::kExpression},
                                     {"default_expr", Holds::kExpression},
                                     {"ignore_nulls", Holds::kPlain},
                                     {"filter_expr", Holds::kExpression},
                                     {"exclude_clause", Holds::kPlain},
                                     {"distinct", Holds::kPlain},
                                     {"arg_orders", Holds::kOrders}};

inline constexpr Member kOrderModifier[] = {{"type", Holds::kPlain}, {"orders", Holds::kOrders}};
inline constexpr Member kLimitModifier[] = {
    {"type", Holds::kPlain}, {"limit", Holds::kExpression}, {"offset", Holds::kExpression}};
inline constexpr Member kDistinctModifier[] = {{"type", Holds::kPlain}, {"distinct_on_targets", Holds::kExpression}};
inline constexpr Member kOrderPart[] = {
    {"type", Holds::kPlain}, {"null_order", Holds::kPlain}, {"expression", Holds::kExpression}};
inline constexpr Member kCasePart[] = {{"when_expr", Holds::kExpression}, {"then_expr", Holds::kExpression}};
inline constexpr Member kPairPart[] = {{"key", Holds::kPlain}, {"value", Holds::kExpression}};

inline const std::map<std::string_view, Part> kNodes = {{"SELECT_NODE", kSelectNode}, {"SET_OPERATION_NODE", kSetNode}};
inline const std::map<std::string_view, Part> kTables = {
    {"BASE_TABLE", kBaseTable}, {"SUBQUERY", kSubqueryTable},       {"JOIN", kJoin},    {"EXPRESSION_LIST", kValues},
    {"EMPTY", kNoTable},        {"TABLE_FUNCTION", kTableFunction}, {"SHOW_REF", kShow}};
inline const std::map<std::string_view, Part> kExpressions = {{"BETWEEN", kBetween},
                                                              {"CASE", kCase},
                                                              {"CAST", kCast},
                                                              {"COLLATE", kCollate},
                                                              {"COLUMN_REF", kColumn},
                                                              {"COMPARISON", kComparison},
                                                              {"CONJUNCTION", kChildren},
                                                              {"CONSTANT", kConstantPart},
                                                              {"FUNCTION", kFunctionPart},
                                                              {"OPERATOR", kOperatorPart},
                                                              {"POSITIONAL_REFERENCE", kPosition},
                                                              {"STAR", kStar},
                                                              {"SUBQUERY", kSubquery},
                                                              {"WINDOW", kWindow}};
inline const std::map<std::string_view, Part> kModifierKinds = {{"ORDER_MODIFIER", kOrderModifier},
                                                                {"LIMIT_MODIFIER", kLimitModifier},
                                                                {"LIMIT_PERCENT_MODIFIER", kLimitModifier},
                                                                {"DISTINCT_MODIFIER", kDistinctModifier}};
inline const std::set<std::string_view> kOperators = {"OPERATOR_NOT",    "OPERATOR_IS_NULL",  "OPERATOR_IS_NOT_NULL",
                                                      "COMPARE_IN",      "COMPARE_NOT_IN",    "OPERATOR_COALESCE",
                                                      "OPERATOR_NULLIF", "GROUPING_FUNCTION", "OPERATOR_TRY"};
inline const std::set<std::string_view> kTypes = {
    "NULL",           "BOOLEAN",     "TINYINT",      "SMALLINT",    "INTEGER",  "BIGINT",    "HUGEINT",
    "UTINYINT",       "USMALLINT",   "UINTEGER",     "UBIGINT",     "UHUGEINT", "FLOAT",     "DOUBLE",
    "DECIMAL",        "VARCHAR",     "DATE",         "TIME",        "INTERVAL", "TIMESTAMP", "INTEGER_LITERAL",
    "STRING_LITERAL", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS"};

}  // namespace bouclier::workspace::query_parts
