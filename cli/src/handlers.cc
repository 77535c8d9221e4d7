// SPDX-License-Identifier: Apache-2.0
// What all handlers share: configuration, who asks, the hub's log.
#include <charconv>
#include <cstdlib>

#include "bouclier/app/operation.h"
#include "command.h"

namespace bouclier::cli {
namespace {

std::string FromEnvironment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

}  // namespace

app::DryRun DryRunOf(const Arguments& arguments) {
  return arguments.Has("--dry-run") ? app::DryRun::kYes : app::DryRun::kNo;
}

std::optional<std::filesystem::path> PathOf(const Arguments& arguments, const std::string& name) {
  if (!arguments.Has(name)) return std::nullopt;
  return std::filesystem::path(arguments.Get(name));
}

Result<app::Config> ConfigOf(const Arguments& arguments) {
  std::string file = arguments.GetOr("--config", FromEnvironment("BOUCLIER_CONFIG"));
  if (file.empty()) file = "hub.yaml";
  return app::LoadConfig(file);
}

Result<app::PassphraseSource> PassphraseOf(const Arguments& arguments, const std::string& file_option,
                                           const std::string& descriptor_option) {
  app::PassphraseSource source;
  source.file = PathOf(arguments, file_option);
  if (arguments.Has(descriptor_option)) {
    BOUCLIER_TRY(const uint64_t descriptor, arguments.Number(descriptor_option, 0, 0, 1023));
    source.descriptor = static_cast<int>(descriptor);
  }
  if (source.file && source.descriptor)
    return Error(ErrorCode::kInvalidArgument,
                 "read command line: " + file_option + " and " + descriptor_option + " exclude each other");
  return source;
}

Result<app::Asker> AskerOf(const Arguments& arguments) {
  app::Asker asker;
  asker.name = arguments.GetOr("--as", FromEnvironment("BOUCLIER_AS"));
  asker.key_file = arguments.Get("--key");
  BOUCLIER_TRY(asker.passphrase, PassphraseOf(arguments, "--passphrase-file", "--passphrase-fd"));
  return asker;
}

void AddHubHandler(Handlers& handlers, const std::string& path, HubHandler handler) {
  handlers[path] = [path, handler = std::move(handler)](const Arguments& arguments,
                                                        app::ProgressSink& waiting) -> Result<app::Report> {
    BOUCLIER_TRY(const app::Config config, ConfigOf(arguments));
    return app::RunLogged(config, path, [&] { return handler(config, arguments, waiting); });
  };
}

}  // namespace bouclier::cli
