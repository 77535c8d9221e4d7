// SPDX-License-Identifier: Apache-2.0
#include "bouclier/app/airlock.h"

#include "command.h"

namespace bouclier::cli {
namespace {

Result<std::string> LanguageOf(const Arguments& arguments) {
  const std::string language = arguments.GetOr("--lang", "en");
  if (language != "fr" && language != "en")
    return Error(ErrorCode::kInvalidArgument, "read option --lang: it is fr or en");
  return language;
}

Result<app::AirlockSubject> SubjectOf(const Arguments& arguments) {
  app::AirlockSubject subject;
  subject.project = arguments.Get("ID");
  subject.title = arguments.Get("--title");
  subject.labels = arguments.All("--label");
  if (arguments.Has("--query")) {
    BOUCLIER_TRY(subject.query, arguments.Number("--query", 0, 0, INT64_MAX));
  }
  return subject;
}

Result<app::AirlockReviewOptions> ReviewOf(const Arguments& arguments) {
  app::AirlockReviewOptions options;
  const int votes = arguments.Has("--approve") + arguments.Has("--refuse") + arguments.Has("--comment");
  if (votes > 1)
    return Error(ErrorCode::kInvalidArgument, "read command line: give one of --approve, --refuse and --comment");
  if (arguments.Has("--approve")) options.vote = app::AirlockVote::kApprove;
  for (const auto& [name, vote] :
       {std::pair{"--refuse", app::AirlockVote::kRefuse}, {"--comment", app::AirlockVote::kComment}})
    if (arguments.Has(name)) {
      options.vote = vote;
      options.words = arguments.Get(name);
    }
  if (arguments.Has("--version")) {
    BOUCLIER_TRY(options.version, arguments.Number("--version", 0, 1, INT64_MAX));
  }
  return options;
}

using Work = Result<app::Report> (*)(const app::Config&, const app::Asker&, const Arguments&);

void Add(Handlers& handlers, const std::string& path, Work work) {
  AddHubHandler(
      handlers, path,
      [work](const app::Config& config, const Arguments& arguments, app::ProgressSink&) -> Result<app::Report> {
        BOUCLIER_TRY(const std::string language, LanguageOf(arguments));
        BOUCLIER_TRY(const app::Asker asker, AskerOf(arguments));
        Result<app::Report> report = work(config, asker, arguments);
        if (report.ok()) report->data["lang"] = language;
        return report;
      });
}

Result<app::Report> Check(const app::Config& config, const app::Asker& asker, const Arguments& arguments) {
  BOUCLIER_TRY(const app::AirlockSubject subject, SubjectOf(arguments));
  return app::AirlockCheck(config, asker, subject);
}

Result<app::Report> Submit(const app::Config& config, const app::Asker& asker, const Arguments& arguments) {
  BOUCLIER_TRY(const app::AirlockSubject subject, SubjectOf(arguments));
  std::optional<std::string> change;
  if (arguments.Has("--change")) change = arguments.Get("--change");
  return app::AirlockSubmit(config, asker, subject, change);
}

Result<app::Report> List(const app::Config& config, const app::Asker& asker, const Arguments& arguments) {
  return app::AirlockList(config, asker, {arguments.Get("--project"), arguments.Has("--all")});
}

Result<app::Report> Review(const app::Config& config, const app::Asker& asker, const Arguments& arguments) {
  BOUCLIER_TRY(const app::AirlockReviewOptions options, ReviewOf(arguments));
  return app::AirlockReview(config, asker, arguments.Get("SUBMISSION"), options);
}

Result<app::Report> Withdraw(const app::Config& config, const app::Asker& asker, const Arguments& arguments) {
  return app::AirlockWithdraw(config, asker, arguments.Get("SUBMISSION"));
}

Result<app::Report> Release(const app::Config& config, const app::Asker& asker, const Arguments& arguments) {
  return app::AirlockRelease(config, asker, arguments.Get("SUBMISSION"),
                             {arguments.Get("--out"), PathOf(arguments, "--csv"), PathOf(arguments, "--svg")});
}

Result<app::Report> History(const app::Config& config, const app::Asker& asker, const Arguments& arguments) {
  return app::AirlockHistory(config, asker, arguments.Get("SUBMISSION"));
}

}  // namespace

void AddAirlockHandlers(Handlers& handlers) {
  Add(handlers, "airlock check", Check);
  Add(handlers, "airlock submit", Submit);
  Add(handlers, "airlock list", List);
  Add(handlers, "airlock review", Review);
  Add(handlers, "airlock withdraw", Withdraw);
  Add(handlers, "airlock release", Release);
  Add(handlers, "airlock history", History);
}

}  // namespace bouclier::cli
