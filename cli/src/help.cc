// SPDX-License-Identifier: Apache-2.0
#include "help.h"

#include <fmt/format.h>

#include "arguments.h"
#include "words/page.h"

namespace bouclier::cli {
namespace {

std::string Row(std::string_view name, std::string_view text) {
  constexpr size_t kColumn = 34;
  std::string head = fmt::format("  {}", name);
  if (head.size() + 2 > kColumn)
    head += "\n" + std::string(kColumn, ' ');
  else
    head.resize(kColumn, ' ');
  return head + Wrapped(text, kColumn, kColumn) + "\n";
}

std::string OptionName(const OptionWords& option) {
  return option.value.empty() ? std::string(option.name) : fmt::format("{} {}", option.name, option.value);
}

std::string OptionRows(const std::vector<OptionWords>& options) {
  std::string out;
  for (const OptionWords& option : options) {
    using Kind = OptionWords::Kind;
    std::string text(option.help);
    if (option.kind == Kind::kRequiredValue) text += " (required)";
    if (option.kind == Kind::kRepeatable) text += " (may be repeated)";
    if (option.kind == Kind::kRequiredRepeatable) text += " (required; may be repeated)";
    out += Row(OptionName(option), text);
  }
  return out;
}

}  // namespace

std::string ProgramHelp() {
  std::string out =
      fmt::format("{}\n\nUsage: bouclier COMMAND [OPTION…]\n\nCommands:\n", Wrapped(kProgramSummary, 0, 0));
  for (const CommandWords& words : AllCommands()) out += Row(words.path, words.summary);
  out += "\n" + Wrapped("Help with examples: bouclier COMMAND --help", 0, 0) + "\n" + Wrapped(kExitCodes, 0, 0) + "\n";
  return out;
}

std::string VersionLine() { return "bouclier " BOUCLIER_VERSION "\n"; }

std::string GroupHelp(const GroupWords& group) {
  std::string out = fmt::format("bouclier {}: {}\n\nCommands:\n", group.path, group.summary);
  for (const CommandWords& words : AllCommands())
    if (words.path.starts_with(std::string(group.path) + " ")) out += Row(words.path, words.summary);
  return out + "\n" + fmt::format("Help with examples: bouclier {} COMMAND --help\n", group.path);
}

std::string CommandHelp(const CommandWords& words) {
  std::string usage = fmt::format("Usage: bouclier {}", words.path);
  for (const OperandWords& operand : words.operands)
    usage += operand.required ? fmt::format(" {}", operand.name) : fmt::format(" [{}]", operand.name);
  std::string out = fmt::format("{}\n\n{} [OPTION…]\n", Wrapped(words.summary, 0, 0), usage);
  if (!words.details.empty()) out += "\n" + Wrapped(words.details, 0, 0) + "\n";
  if (!words.operands.empty()) out += "\n";
  for (const OperandWords& operand : words.operands) out += Row(operand.name, operand.help);
  if (!words.options.empty()) out += "\nOptions:\n" + OptionRows(words.options);
  if (NeedsActor(words.path)) out += "\nWho asks:\n" + OptionRows(ActorOptions());
  out += "\nAlways:\n" + OptionRows(CommonOptions()) + Row("--help", "this page");
  out += "\nExamples:\n";
  for (const ExampleWords& example : words.examples)
    out += fmt::format("  {}\n      {}\n", example.command, example.meaning);
  return out;
}

std::string BashCompletion() {
  std::string groups, cases;
  for (const GroupWords& group : Groups()) groups += std::string(group.path) + " ";
  std::string singles, subcommands;
  std::map<std::string, std::string> by_group;
  for (const CommandWords& words : AllCommands()) {
    std::string options = "--help";
    for (const auto* part : {&words.options, &CommonOptions()})
      for (const OptionWords& option : *part) options += " " + std::string(option.name);
    if (NeedsActor(words.path))
      for (const OptionWords& option : ActorOptions()) options += " " + std::string(option.name);
    cases += fmt::format("    \"{}\") words=\"{}\" ;;\n", words.path, options);
    const size_t space = words.path.find(' ');
    if (space == std::string_view::npos)
      singles += std::string(words.path) + " ";
    else
      by_group[std::string(words.path.substr(0, space))] += std::string(words.path.substr(space + 1)) + " ";
  }
  for (const auto& [group, names] : by_group) subcommands += fmt::format("      {}) words=\"{}\" ;;\n", group, names);
  return fmt::format(R"(# bash completion of bouclier: source <(bouclier completion bash)
_bouclier() {{
  local cur="${{COMP_WORDS[COMP_CWORD]}}" words="" path="${{COMP_WORDS[1]}}"
  if [ "$COMP_CWORD" -eq 1 ]; then
    words="{0}{1}--help --version"
  elif [ "$COMP_CWORD" -eq 2 ] && [[ " {0}" == *" $path "* ]]; then
    case "$path" in
{2}    esac
  else
    [[ " {0}" == *" $path "* ]] && path="$path ${{COMP_WORDS[2]}}"
    case "$path" in
{3}    esac
    [[ "$cur" == -* ]] || {{ COMPREPLY=($(compgen -f -- "$cur")); return; }}
  fi
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}}
complete -o filenames -F _bouclier bouclier
)",
                     groups, singles, subcommands, cases);
}

}  // namespace bouclier::cli
