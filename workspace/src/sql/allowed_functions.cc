// SPDX-License-Identifier: Apache-2.0
// The functions of SQL that a query may use. Left out: whatever reads a file, a setting, a variable, the environment or
// the catalogue; sleeps, logs or draws random numbers; makes much from little (repeat, lpad, list ranges); runs text as
// SQL; and lists, structs and JSON, which the tables do not hold.
#include <algorithm>
#include <array>

#include "allow_list.h"

namespace bouclier::workspace {

namespace {

constexpr std::string_view kAggregates[] = {"any_value",
                                            "approx_count_distinct",
                                            "approx_quantile",
                                            "arg_max",
                                            "arg_min",
                                            "avg",
                                            "bit_and",
                                            "bit_or",
                                            "bool_and",
                                            "bool_or",
                                            "corr",
                                            "count",
                                            "count_if",
                                            "count_star",
                                            "countif",
                                            "covar_pop",
                                            "covar_samp",
                                            "entropy",
                                            "first",
                                            "fsum",
                                            "geomean",
                                            "kurtosis",
                                            "last",
                                            "mad",
                                            "max",
                                            "max_by",
                                            "mean",
                                            "median",
                                            "min",
                                            "min_by",
                                            "mode",
                                            "product",
                                            "quantile",
                                            "quantile_cont",
                                            "quantile_disc",
                                            "regr_avgx",
                                            "regr_avgy",
                                            "regr_count",
                                            "regr_intercept",
                                            "regr_r2",
                                            "regr_slope",
                                            "regr_sxx",
                                            "regr_sxy",
                                            "regr_syy",
                                            "sem",
                                            "skewness",
                                            "stddev",
                                            "stddev_pop",
                                            "stddev_samp",
                                            "string_agg",
                                            "sum",
                                            "var_pop",
                                            "var_samp",
                                            "variance"};

constexpr std::string_view kWindows[] = {"cume_dist", "dense_rank", "first_value",  "lag",  "last_value", "lead",
                                         "nth_value", "ntile",      "percent_rank", "rank", "rank_dense", "row_number"};

constexpr std::string_view kOthers[] = {
    // operators
    "!~~", "!~~*", "%", "*", "**", "+", "-", "/", "//", "^", "||", "~~", "~~*", "&", "|", "~", "<<", ">>", "@",
    "like_escape", "not_like_escape", "ilike_escape", "not_ilike_escape",
    // numbers
    "abs", "acos", "add", "asin", "atan", "atan2", "bit_count", "cbrt", "ceil", "ceiling", "cos", "cosh", "cot",
    "degrees", "divide", "even", "exp", "fdiv", "floor", "fmod", "gcd", "greatest", "isfinite", "isinf", "isnan", "lcm",
    "least", "ln", "log", "log10", "log2", "mod", "multiply", "pi", "pow", "power", "radians", "round", "sign",
    "signbit", "sin", "sinh", "sqrt", "subtract", "tan", "tanh", "trunc", "xor",
    // text
    "ascii", "bit_length", "char_length", "character_length", "chr", "concat", "concat_ws", "contains", "ends_with",
    "hamming", "instr", "jaccard", "lcase", "left", "length", "lower", "ltrim", "md5", "ord", "position", "prefix",
    "regexp_extract", "regexp_full_match", "regexp_matches", "regexp_replace", "replace", "reverse", "right", "rtrim",
    "sha256", "split_part", "starts_with", "strip_accents", "strlen", "strpos", "substr", "substring", "suffix",
    "translate", "trim", "ucase", "unicode", "upper", "hash",
    // dates
    "age", "century", "date_add", "date_diff", "date_part", "date_sub", "date_trunc", "datediff", "datepart", "datesub",
    "datetrunc", "day", "dayname", "dayofmonth", "dayofweek", "dayofyear", "days_in_month", "decade", "epoch",
    "epoch_ms", "epoch_us", "hour", "isodow", "isoyear", "julian", "last_day", "make_date", "make_time",
    "make_timestamp", "millisecond", "minute", "month", "monthname", "quarter", "second", "strftime", "strptime",
    "time_bucket", "to_days", "to_hours", "to_microseconds", "to_milliseconds", "to_minutes", "to_months",
    "to_quarters", "to_seconds", "to_weeks", "to_years", "try_strptime", "week", "weekday", "weekofyear", "year",
    "yearweek",
    // choices and types
    "constant_or_null", "if", "ifnull", "nullif", "typeof"};

constexpr auto kSorted = [] {
  std::array<std::string_view, std::size(kAggregates) + std::size(kWindows) + std::size(kOthers)> sorted{};
  auto* at = std::copy(std::begin(kAggregates), std::end(kAggregates), sorted.begin());
  at = std::copy(std::begin(kWindows), std::end(kWindows), at);
  std::copy(std::begin(kOthers), std::end(kOthers), at);
  std::sort(sorted.begin(), sorted.end());
  return sorted;
}();

}  // namespace

bool IsAllowedFunction(std::string_view name) { return std::binary_search(kSorted.begin(), kSorted.end(), name); }

bool IsAggregateFunction(std::string_view name) {
  return std::find(std::begin(kAggregates), std::end(kAggregates), name) != std::end(kAggregates);
}

bool IsWindowFunction(std::string_view name) {
  return std::find(std::begin(kWindows), std::end(kWindows), name) != std::end(kWindows);
}

std::span<const std::string_view> AllowedFunctions() { return kSorted; }

}  // namespace bouclier::workspace
