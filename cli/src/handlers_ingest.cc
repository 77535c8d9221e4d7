// SPDX-License-Identifier: Apache-2.0
#include "bouclier/app/ingesting.h"
#include "command.h"

namespace bouclier::cli {
namespace {

Result<std::optional<uint64_t>> NumberOf(const Arguments& arguments, const std::string& name, uint64_t high) {
  if (!arguments.Has(name)) return std::optional<uint64_t>();
  BOUCLIER_TRY(const uint64_t value, arguments.Number(name, 0, 1, high));
  return std::optional<uint64_t>(value);
}

using AskedHandler =
    std::function<Result<app::Report>(const app::Config&, const app::Asker&, const Arguments&, app::ProgressSink&)>;
void Add(Handlers& handlers, const std::string& path, AskedHandler handler) {
  AddHubHandler(handlers, path,
                [handler = std::move(handler)](const app::Config& config, const Arguments& arguments,
                                               app::ProgressSink& waiting) -> Result<app::Report> {
                  BOUCLIER_TRY(const app::Asker asker, AskerOf(arguments));
                  return handler(config, asker, arguments, waiting);
                });
}

Result<app::Report> Run(const app::Config& config, const app::Asker& asker, const Arguments& arguments,
                        app::ProgressSink& waiting) {
  const std::string base = arguments.Get("BASE");
  if (arguments.Has("--dry-run")) return app::IngestPlan(config, asker, base);
  app::IngestOptions options;
  BOUCLIER_TRY(options.memory, arguments.Memory());
  BOUCLIER_TRY(options.threads, NumberOf(arguments, "--threads", 1024));
  BOUCLIER_TRY(options.bucket_people, NumberOf(arguments, "--bucket-people", 1u << 30));
  return app::IngestRun(config, asker, base, options, waiting);
}

Result<app::QuarantineOptions> QuarantineOf(const Arguments& arguments) {
  app::QuarantineOptions options;
  options.base = arguments.Get("BASE");
  BOUCLIER_TRY(options.snapshot, NumberOf(arguments, "--snapshot", UINT32_MAX));
  options.table = arguments.Get("--table");
  options.period = arguments.Get("--period");
  return options;
}

}  // namespace

void AddIngestHandlers(Handlers& handlers) {
  Add(handlers, "ingest run", Run);
  Add(handlers, "ingest list", [](const auto& config, const auto& asker, const auto& arguments, auto&) {
    return app::IngestList(config, asker, arguments.Get("BASE"));
  });
  Add(handlers, "ingest files",
      [](const auto& config, const auto& asker, const auto& arguments, auto&) -> Result<app::Report> {
        BOUCLIER_TRY(const std::optional<uint64_t> snapshot, NumberOf(arguments, "--snapshot", UINT32_MAX));
        return app::IngestFiles(config, asker, arguments.Get("BASE"), snapshot);
      });
  Add(handlers, "ingest verify",
      [](const auto& config, const auto& asker, const auto& arguments, auto& waiting) -> Result<app::Report> {
        BOUCLIER_TRY(const std::optional<uint64_t> snapshot, NumberOf(arguments, "--snapshot", UINT32_MAX));
        return app::IngestVerify(config, asker, arguments.Get("BASE"), snapshot, waiting);
      });
  Add(handlers, "ingest report",
      [](const auto& config, const auto& asker, const auto& arguments, auto&) -> Result<app::Report> {
        BOUCLIER_TRY(const std::optional<uint64_t> snapshot, NumberOf(arguments, "--snapshot", UINT32_MAX));
        return app::IngestReport(config, asker, arguments.Get("BASE"), snapshot, arguments.Get("--table"));
      });
  Add(handlers, "ingest revoke",
      [](const auto& config, const auto& asker, const auto& arguments, auto&) -> Result<app::Report> {
        BOUCLIER_TRY(const uint64_t snapshot, arguments.Number("SNAPSHOT", 0, 1, UINT32_MAX));
        return app::IngestRevoke(config, asker, arguments.Get("BASE"), snapshot, DryRunOf(arguments));
      });
  Add(handlers, "quarantine list",
      [](const auto& config, const auto& asker, const auto& arguments, auto&) -> Result<app::Report> {
        BOUCLIER_TRY(const app::QuarantineOptions options, QuarantineOf(arguments));
        return app::QuarantineList(config, asker, options);
      });
  Add(handlers, "quarantine show",
      [](const auto& config, const auto& asker, const auto& arguments, auto&) -> Result<app::Report> {
        BOUCLIER_TRY(const app::QuarantineOptions options, QuarantineOf(arguments));
        BOUCLIER_TRY(const uint64_t limit, arguments.Number("--limit", 20, 1, 10'000));
        return app::QuarantineShow(config, asker, options, limit);
      });
  Add(handlers, "quarantine export",
      [](const auto& config, const auto& asker, const auto& arguments, auto&) -> Result<app::Report> {
        BOUCLIER_TRY(const app::QuarantineOptions options, QuarantineOf(arguments));
        return app::QuarantineExport(config, asker, options, arguments.Get("--out"));
      });
  Add(handlers, "vault drop-raw", [](const auto& config, const auto& asker, const auto& arguments, auto&) {
    return app::DropRawFiles(config, asker, arguments.Get("BASE"), DryRunOf(arguments));
  });
}

}  // namespace bouclier::cli
