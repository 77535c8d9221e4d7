// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <charconv>
#include <cstdio>

#include "bouclier/app/hosts.h"
#include "bouclier/app/objects.h"
#include "command.h"

namespace bouclier::cli {
namespace {

Result<app::ByteRange> ParseRange(const std::string& text) {
  app::ByteRange range;
  const char* end = text.data() + text.size();
  const auto first = std::from_chars(text.data(), end, range.first);
  if (first.ec == std::errc() && first.ptr != end && *first.ptr == '-') {
    const auto last = std::from_chars(first.ptr + 1, end, range.last);
    if (last.ec == std::errc() && last.ptr == end) return range;
  }
  return Error(ErrorCode::kInvalidArgument, "read option --range: not FIRST-LAST", "for instance: --range 0-999");
}

Result<void> ToStandardOutput(ByteView bytes) {
  if (std::fwrite(bytes.data(), 1, bytes.size(), stdout) == bytes.size()) return {};
  return Error(ErrorCode::kUnavailable, "write standard output: the reader is gone");
}

Result<app::ObjectName> ObjectOf(const Arguments& arguments) {
  app::ObjectName object{arguments.Get("DATASET"), arguments.Get("NAME"), 0};
  BOUCLIER_TRY(object.generation, arguments.Number("--generation", 0, 1, UINT32_MAX));
  return object;
}

Result<app::Report> Get(const app::Config& config, const Arguments& arguments, app::ProgressSink&) {
  BOUCLIER_TRY(const app::Asker asker, AskerOf(arguments));
  BOUCLIER_TRY(const app::ObjectName object, ObjectOf(arguments));
  app::GetOptions options;
  const bool piped = arguments.Get("--out") == "-";
  if (piped)
    options.sink = ToStandardOutput;
  else
    options.out = arguments.Get("--out");
  if (arguments.Has("--range")) {
    BOUCLIER_TRY(options.range, ParseRange(arguments.Get("--range")));
  }
  options.receipt_out = PathOf(arguments, "--receipt-out");
  BOUCLIER_TRY(app::Report report, app::GetObject(config, asker, object, options));
  if (piped) report.kind = "silent";  // standard output is the object's
  return report;
}

Result<app::Report> Export(const app::Config& config, const Arguments& arguments, app::ProgressSink&) {
  BOUCLIER_TRY(const app::Asker asker, AskerOf(arguments));
  BOUCLIER_TRY(const app::ObjectName object, ObjectOf(arguments));
  app::ExportOptions options;
  for (const std::string& file : arguments.All("--recipient")) options.recipients.emplace_back(file);
  options.out = arguments.Get("--out");
  const std::string custodian = arguments.GetOr("--custodian", "a");
  options.custodian = custodian.size() == 1 ? custodian[0] : '?';
  options.receipt_out = PathOf(arguments, "--receipt-out");
  return app::ExportObject(config, asker, object, options);
}

Result<Digest32> ParseSha256(const std::string& text) {
  Digest32 digest;
  const Result<Bytes> raw = ParseHex(text);
  if (!raw.ok() || raw->size() != digest.size())
    return Error(ErrorCode::kInvalidArgument, "read option --sha256: not 64 hexadecimal digits",
                 "as sha256sum prints it");
  std::copy(raw->begin(), raw->end(), digest.begin());
  return digest;
}

Result<app::Report> Import(const app::Config& config, const Arguments& arguments, app::ProgressSink& waiting) {
  BOUCLIER_TRY(const app::Asker asker, AskerOf(arguments));
  const app::ObjectName object{arguments.Get("DATASET"), arguments.Get("NAME"), 0};
  app::ImportOptions options;
  options.file = arguments.Get("--in");
  options.secret_key = arguments.Get("--secret-key");
  options.key_passphrase = PathOf(arguments, "--key-passphrase-file");
  options.replace = arguments.Has("--replace") ? app::ReplaceObject::kYes : app::ReplaceObject::kNo;
  if (arguments.Has("--sha256")) {
    BOUCLIER_TRY(options.sha256, ParseSha256(arguments.Get("--sha256")));
  }
  options.dry_run = DryRunOf(arguments);
  options.receipt_out = PathOf(arguments, "--receipt-out");
  return app::ImportObject(config, asker, object, options, waiting);
}

}  // namespace

void AddVaultHandlers(Handlers& handlers) {
  AddHubHandler(handlers, "object list",
                [](const app::Config& config, const Arguments& arguments, app::ProgressSink&) -> Result<app::Report> {
                  BOUCLIER_TRY(const app::Asker asker, AskerOf(arguments));
                  return app::ListObjects(config, asker, arguments.Get("DATASET"), arguments.Get("--prefix"));
                });
  AddHubHandler(handlers, "object get", Get);
  AddHubHandler(handlers, "object export", Export);
  AddHubHandler(handlers, "object import", Import);
  AddHubHandler(
      handlers, "host move",
      [](const app::Config& config, const Arguments& arguments, app::ProgressSink& waiting) -> Result<app::Report> {
        BOUCLIER_TRY(const app::Asker asker, AskerOf(arguments));
        return app::MoveHost(config, asker, arguments.Get("HOST"),
                             {DryRunOf(arguments), PathOf(arguments, "--certificate-out")}, waiting);
      });
  AddHubHandler(
      handlers, "host empty",
      [](const app::Config& config, const Arguments& arguments, app::ProgressSink& waiting) -> Result<app::Report> {
        BOUCLIER_TRY(const app::Asker asker, AskerOf(arguments));
        return app::EmptyHost(config, asker, arguments.Get("HOST"), DryRunOf(arguments), waiting);
      });
  AddHubHandler(
      handlers, "vault check",
      [](const app::Config& config, const Arguments& arguments, app::ProgressSink& waiting) -> Result<app::Report> {
        BOUCLIER_TRY(const app::Asker asker, AskerOf(arguments));
        const app::CheckOptions options{arguments.Has("--quick"), arguments.Has("--sweep"), DryRunOf(arguments)};
        return app::CheckVault(config, asker, options, waiting);
      });
}

}  // namespace bouclier::cli
