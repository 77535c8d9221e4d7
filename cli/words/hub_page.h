// SPDX-License-Identifier: Apache-2.0
// The page of a hub's state, in French and English: docs/formats/hub-story.md says what a story may add. Pure.
#pragma once

#include <string>
#include <vector>

#include "bouclier/base/result.h"
#include "bouclier/crypto/json.h"
#include "bouclier/report/page.h"
#include "words/permit_sentences.h"

namespace bouclier::cli {

// **Errors:** invalid_argument: a drawing or a table of the story cannot stand in a page.
Result<std::string> HubPage(const crypto::Json& hub, const crypto::Json& story);

// What an entry of the ledger says happened, by its action; the action itself when it has no words here.
std::string EntryTerm(Language language, const std::string& action);

// One section of a side, by its words; every function leaves out what the hub or the story does not have.
class HubSections {
 public:
  HubSections(Language language, const crypto::Json& hub, const crypto::Json& story)
      : language_(language), hub_(hub), story_(story) {}
  Result<std::vector<report::PageSection>> All() const;

 private:
  std::string Say(std::string_view french, std::string_view english) const;
  std::string Number(uint64_t count) const;
  std::string Size(uint64_t bytes) const;
  std::string Moment(const crypto::Json& json, std::string_view key) const;
  report::PageText Plain(std::string_view french, std::string_view english) const;
  // A text of the story in this side's language, or in the other when it has only that.
  report::PageText Told(const crypto::Json& json, std::string_view key) const;

  report::PageSection Short() const;
  report::PageSection Walk() const;
  Result<report::PageSection> Looks() const;
  report::PageSection Left() const;
  report::PageSection Held() const;
  report::PageSection Permits() const;
  report::PageSection Attacks() const;
  report::PageSection Checks() const;
  report::PageSection Log() const;
  report::PageSection Limits() const;
  report::PageTable Datasets() const;
  report::PageTable TablesOf(const crypto::Json& base) const;
  report::PageTable TableOfStory(const crypto::Json& table) const;

  const Language language_;
  const crypto::Json& hub_;
  const crypto::Json& story_;
};

}  // namespace bouclier::cli
