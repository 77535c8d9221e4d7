// SPDX-License-Identifier: Apache-2.0
#include "bouclier/app/base_maker.h"

#include "bouclier/synth/generate.h"

namespace bouclier::app {

Result<Report> MakeBase(const BaseOptions& options, ProgressSink& waiting) {
  synth::Options wanted;
  wanted.output = options.out;
  wanted.seed = options.seed;
  wanted.people = static_cast<uint32_t>(options.people);
  wanted.months = static_cast<unsigned>(options.months);
  wanted.threads = options.threads;
  wanted.on_progress = [&](const synth::Progress& at) {
    waiting.Show({"write files", at.files_done, at.files_total, at.written.value, 0});
  };
  BOUCLIER_TRY(const synth::Report made, synth::Generate(wanted));
  uint64_t damaged = 0;
  for (const synth::FileReport& file : made.files) damaged += file.damaged;
  return Report{"synth",
                {{"files", made.files.size()},
                 {"rows", made.rows},
                 {"damaged_rows", damaged},
                 {"bytes", made.bytes.value},
                 {"folder", made.files_folder.string()},
                 {"truth", made.truth_file.string()},
                 {"canaries_file", made.canaries_file.string()},
                 {"canaries", made.canaries}}};
}

}  // namespace bouclier::app
