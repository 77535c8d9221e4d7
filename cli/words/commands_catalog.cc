// SPDX-License-Identifier: Apache-2.0
#include "words/command_words.h"

namespace bouclier::cli {

using K = OptionWords::Kind;

std::vector<CommandWords> CatalogCommands() {
  return {
      {"catalog load",
       "load a base's official schema and code lists beside the tables that are built in (steward)",
       "A folder of Table Schema files (JSON) and code lists (CSV). Nothing is refused for being odd: what was odd is "
       "counted, by kind, with the first of each. Facts that are built in win. From then on ingest looks codes up in "
       "the lists and takes files of the tables, and permits refuse what is not built in. It replaces what was loaded "
       "before; the same content "
       "again changes nothing.",
       {{"DIR", "a folder with `schemas` (or `schema`) and `nomenclatures`"}},
       {{"--dry-run", "", "read the folder, tell what was odd, and change nothing", K::kFlag}},
       {{"bouclier catalog load schema-snds --dry-run", "what stands in it, and what is odd"},
        {"bouclier catalog load schema-snds --as lea", "load it; the ledger gets its digest"}}},
      {"catalog list",
       "list the tables: dataset, columns, how dates reach them, rows of the newest snapshot",
       "",
       {{"BASE", "a base of the configuration, or a dataset (default: the whole catalogue)", false}},
       {},
       {{"bouclier catalog list", "all tables known here"}, {"bouclier catalog list snds", "those of one base"}}},
      {"catalog show",
       "show a dataset, a table with its columns, or one column",
       "Of each column: type, what it identifies, what it says about a person, its code list. A column that nobody has "
       "classified cannot be granted.",
       {{"NAME", "DATASET, TABLE or TABLE.COLUMN; a PMSI table also with its year: T_MCO20B"}},
       {},
       {{"bouclier catalog show ER_PHA_F", "its columns, keys, and how dates reach it"},
        {"bouclier catalog show ER_PRS_F.EXE_SOI_DTD", "one column, and where else it stands"},
        {"bouclier catalog show dcir", "the tables of a dataset"}}},
      {"catalog search",
       "find datasets, tables and columns by words, without regard to case and accents",
       "",
       {{"WORDS", "what is sought; several words in quotes, all of them must be there"}},
       {{"--limit", "N", "at most so many (default 20)"}},
       {{"bouclier catalog search 'date soins'", "columns whose name or description holds both"}}},
      {"catalog graph",
       "draw which tables join by which keys, as an SVG picture",
       "",
       {{"BASE", "a base of the configuration, or a dataset (default: the whole catalogue)", false}},
       {{"--out", "FILE", "the picture, of mode 0600", K::kRequiredValue}},
       {{"bouclier catalog graph --out keys.svg", "all tables; dashes where types differ"},
        {"bouclier catalog graph snds --out snds.svg", "those of one base and what they point to"}}},
  };
}

}  // namespace bouclier::cli
