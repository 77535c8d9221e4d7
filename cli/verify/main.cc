// SPDX-License-Identifier: Apache-2.0
// bouclier-verify: exit 0 accepted, 1 read and not accepted, 2 not looked at.
#include <cstdio>

#include "commands.h"

namespace {

int Print(const bouclier::verify::Verdict& verdict, bool json) {
  if (json) {
    auto data = verdict.data;
    data["accepted"] = verdict.accepted;
    std::fprintf(stdout, "%s\n", bouclier::crypto::Json(data).Pretty().c_str());
  } else {
    std::fputs(verdict.text.c_str(), verdict.accepted ? stdout : stderr);
  }
  return verdict.accepted ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  using namespace bouclier::verify;
  const std::vector<std::string> words(argv + 1, argv + argc);
  if (!words.empty() && (words[0] == "--help" || words[0] == "-h" || words.back() == "--help")) {
    std::fputs(HelpText().c_str(), stdout);
    return 0;
  }
  const auto options = ParseOptions(words);
  const auto verdict = options.ok() ? Run(*options) : bouclier::Result<Verdict>(options.error());
  if (verdict.ok()) return Print(*verdict, options->json);
  std::fprintf(stderr, "bouclier-verify: %s\n", verdict.error().message.c_str());
  if (!verdict.error().hint.empty()) std::fprintf(stderr, "  try: %s\n", verdict.error().hint.c_str());
  return 2;
}
