// SPDX-License-Identifier: Apache-2.0
#include "words/command_words.h"

namespace bouclier::cli {
namespace {

using K = OptionWords::Kind;

constexpr OperandWords kBase = {"BASE", "a base of the configuration"};
constexpr OptionWords kSnapshot = {"--snapshot", "N", "of an earlier snapshot (default: the newest)"};
constexpr OptionWords kTable = {"--table", "TABLE", "only rows of this table"};
constexpr OptionWords kPeriod = {"--period", "YYYYMM|YYYY", "only rows of this period"};

CommandWords RunWords() {
  return {
      "ingest run",
      "make checked, pseudonymised, sealed tables of the raw files of a base (steward)",
      "Each file is read twice: once to know who and what stands in it and whether it may be taken at all, once to "
      "make "
      "its rows. Rows that cannot be read go into a sealed quarantine; doubtful ones are kept and flagged. Source "
      "identifiers become numbers, and the crosswalk between them rests under a key of its own. Nothing is seen of a "
      "delivery before all of it is there; stopped and typed again, it goes on. Files that are not here any more are "
      "taken over from the snapshot before. A file's name says its table and period: ER_PRS_F_201902.csv, "
      "T_MCO19B.csv, "
      "IR_BEN_R.csv; tables that were loaded (catalog load) go as NAME.csv, NAME_2019.csv or NAME_201902.csv. Exit "
      "code "
      "3 when a file was not taken.",
      {kBase},
      {{"--memory", "SIZE", "what the process may hold, for instance 2G (default 1G)"},
       {"--threads", "N", "how many periods at once (default: one a core)"},
       {"--bucket-people", "N", "people a table file, of a base's first snapshot (default 65536)"},
       {"--dry-run", "", "say which files would be taken as what", K::kFlag}},
      {{"bouclier ingest run snds --dry-run", "what would be read"},
       {"bouclier ingest run snds --memory 4G", "do it, with more memory"}}};
}

}  // namespace

std::vector<CommandWords> IngestCommands() {
  return {
      RunWords(),
      {"ingest list",
       "list the snapshots of a base",
       "",
       {kBase},
       {},
       {{"bouclier ingest list snds", "when each was made, files, rows, whether revoked"}}},
      {"ingest files",
       "list the sealed table files of a snapshot",
       "",
       {kBase},
       {kSnapshot},
       {{"bouclier ingest files snds", "table, period, bucket, object, rows"}}},
      {"ingest verify",
       "read every table file of a snapshot and compare it with what was published (steward)",
       "The list of files against the ledger; of each file its record, the whole body, the number and order of rows. "
       "Exit code 19 when one is refused.",
       {kBase},
       {kSnapshot},
       {{"bouclier ingest verify snds", "after a change of host, or any day"}}},
      {"ingest report",
       "tell what a delivery came to: rows, flags, refusals, nulls and commonest codes",
       "",
       {kBase},
       {kSnapshot, {"--table", "TABLE", "column by column"}},
       {{"bouclier ingest report snds", "all tables"},
        {"bouclier ingest report snds --table ER_PHA_F", "its columns"}}},
      {"ingest revoke",
       "take back a snapshot: no new extract reads it (steward)",
       "Readers that pinned it, and extracts made of it, keep it.",
       {kBase, {"SNAPSHOT", "its number"}},
       {{"--dry-run", "", "say which one would be the newest then", K::kFlag}},
       {{"bouclier ingest revoke snds 2 --dry-run", "what would follow"}, {"bouclier ingest revoke snds 2", "do it"}}},
      {"quarantine list",
       "count the refused rows by table and period",
       "",
       {kBase},
       {kSnapshot},
       {{"bouclier quarantine list snds", "where rows were refused"}}},
      {"quarantine show",
       "show refused rows in clear: file, line, column, reason, the row (steward)",
       "A loud door: the ledger records who looked.",
       {kBase},
       {kSnapshot, kTable, kPeriod, {"--limit", "N", "at most so many rows (default 20)"}},
       {{"bouclier quarantine show snds --table ER_PRS_F --limit 5", "five of them"}}},
      {"quarantine export",
       "write refused rows to a file, one JSON record a line (steward)",
       "A loud door: the ledger records it. The file holds the rows as they were delivered, in clear.",
       {kBase},
       {kSnapshot, kTable, kPeriod, {"--out", "FILE", "the file, of mode 0600", K::kRequiredValue}},
       {{"bouclier quarantine export snds --out refused.jsonl", "all of them"}}},
      {"vault drop-raw",
       "delete the raw files that the newest snapshot was made of (steward)",
       "Tables, crosswalk and quarantine stay; later deliveries are added to them. It cannot be undone: an older "
       "backup "
       "of the database still opens the files while the dataset's key lives.",
       {kBase},
       {{"--dry-run", "", "count what would go", K::kFlag}},
       {{"bouclier vault drop-raw snds --dry-run", "files and bytes"}, {"bouclier vault drop-raw snds", "do it"}}},
  };
}

}  // namespace bouclier::cli
