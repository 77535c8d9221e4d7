// SPDX-License-Identifier: Apache-2.0
#include "arguments.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>

#include "help.h"

namespace bouclier::cli {

std::string Arguments::Get(const std::string& name) const {
  const auto it = values_.find(name);
  return it == values_.end() || it->second.empty() ? "" : it->second.front();
}
std::string Arguments::GetOr(const std::string& name, const std::string& otherwise) const {
  return Has(name) ? Get(name) : otherwise;
}
std::vector<std::string> Arguments::All(const std::string& name) const {
  const auto it = values_.find(name);
  return it == values_.end() ? std::vector<std::string>{} : it->second;
}
Result<uint64_t> Arguments::Number(const std::string& name, uint64_t otherwise, uint64_t low, uint64_t high) const {
  if (!Has(name)) return otherwise;
  const std::string text = Get(name);
  uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < low || value > high)
    return Error(ErrorCode::kInvalidArgument, "read option " + name + ": not a whole number from " +
                                                  std::to_string(low) + " to " + std::to_string(high));
  return value;
}

Result<std::optional<uint64_t>> Arguments::Memory() const {
  if (!Has("--memory")) return std::optional<uint64_t>();
  const std::string text = Get("--memory");
  uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const std::string_view unit(end, static_cast<size_t>(text.data() + text.size() - end));
  const unsigned shift = unit == "K" ? 10 : unit == "M" ? 20 : unit == "G" ? 30 : 0;
  if (error != std::errc() || (shift == 0 && !unit.empty()) || value > (uint64_t{1} << 44) >> shift)
    return Error(ErrorCode::kInvalidArgument, "read option --memory: not a size", "for instance: --memory 2G");
  return std::optional<uint64_t>(value << shift);
}

bool NeedsActor(std::string_view path) {
  return path.starts_with("migrate ") || path.starts_with("object ") || path.starts_with("host ") ||
         path.starts_with("vault ") || path.starts_with("opposition ") || path.starts_with("ingest ") ||
         path.starts_with("catalog ") || path.starts_with("quarantine ") || path.starts_with("project ") ||
         path.starts_with("workspace ") || path.starts_with("airlock ") || path.starts_with("report ") ||
         (path.starts_with("permit ") && path != "permit draft" && path != "permit lint");
}

namespace {

using Kind = OptionWords::Kind;

struct Collected {
  std::map<std::string, std::vector<std::string>> values;
  std::map<std::string, bool> flags;
  std::map<std::string, std::string> operands;  // single values: a list would take the next operand, too
};

void AddOption(CLI::App& app, const OptionWords& words, Collected& into) {
  const std::string name(words.name);
  if (words.kind == Kind::kFlag) {
    app.add_flag(name, into.flags[name]);
    return;
  }
  CLI::Option* option = app.add_option(name, into.values[name])->type_name(std::string(words.value));
  const bool repeatable = words.kind == Kind::kRepeatable || words.kind == Kind::kRequiredRepeatable;
  option->expected(1)->take_all();
  if (!repeatable) option->multi_option_policy(CLI::MultiOptionPolicy::Throw);
  if (words.kind == Kind::kRequiredValue || words.kind == Kind::kRequiredRepeatable) option->required();
}

Error Refused(const std::string& cause, const std::string& path) {
  return Error(ErrorCode::kInvalidArgument, "read command line: " + cause,
               "see: bouclier " + (path.empty() ? "" : path + " ") + "--help");
}

// The library's sentences, made to read like ours.
std::string CauseOf(const CLI::Error& error) {
  std::string cause = error.what();
  std::ranges::replace(cause, '\n', ' ');
  if (error.get_exit_code() == static_cast<int>(CLI::ExitCodes::ExtrasError))
    return "this command does not take" + cause.substr(std::min(cause.size(), cause.find(':') + 1));
  return cause;
}

Result<ParsedLine> ParseCommand(const CommandWords& words, std::vector<std::string> rest) {
  const std::string path(words.path);
  ParsedLine line{path, {}, ""};
  if (std::ranges::find(rest, "--help") != rest.end() || std::ranges::find(rest, "-h") != rest.end()) {
    line.text = CommandHelp(words);
    return line;
  }
  CLI::App app;
  app.set_help_flag();
  app.allow_extras(false);
  Collected collected;
  for (const OptionWords& option : words.options) AddOption(app, option, collected);
  for (const OptionWords& option : CommonOptions()) AddOption(app, option, collected);
  if (NeedsActor(path))
    for (const OptionWords& option : ActorOptions()) AddOption(app, option, collected);
  for (const OperandWords& operand : words.operands) {
    const std::string name(operand.name);
    CLI::Option* option = app.add_option(name, collected.operands[name]);
    if (operand.required) option->required();
  }
  std::ranges::reverse(rest);  // CLI11 takes the last first
  try {
    app.parse(rest);
  } catch (const CLI::Error& error) {
    return Refused(CauseOf(error), path);
  }
  for (auto& [name, values] : collected.values)
    if (!values.empty()) line.arguments.Set(name, std::move(values));
  for (auto& [name, value] : collected.operands)
    if (app.count(name) > 0) line.arguments.Set(name, {std::move(value)});
  for (const auto& [name, set] : collected.flags)
    if (set) line.arguments.Set(name, {"1"});
  return line;
}

}  // namespace

Result<ParsedLine> ParseCommandLine(const std::vector<std::string>& words) {
  const bool wants_help = words.empty() || words[0] == "--help" || words[0] == "-h" || words[0] == "help";
  if (wants_help) return ParsedLine{"", {}, ProgramHelp()};
  if (words[0] == "--version") return ParsedLine{"", {}, VersionLine()};
  const std::vector<CommandWords> commands = AllCommands();
  for (size_t length : {size_t{2}, size_t{1}}) {
    if (words.size() < length) continue;
    std::string path = words[0];
    if (length == 2) path += " " + words[1];
    for (const CommandWords& command : commands)
      if (command.path == path)
        return ParseCommand(command, {words.begin() + static_cast<ptrdiff_t>(length), words.end()});
  }
  for (const GroupWords& group : Groups()) {
    if (group.path != words[0]) continue;
    if (words.size() == 1 || words[1] == "--help" || words[1] == "-h") return ParsedLine{"", {}, GroupHelp(group)};
    return Refused("`" + words[0] + "` has no command of that name", words[0]);
  }
  return Refused("there is no such command", "");
}

}  // namespace bouclier::cli
