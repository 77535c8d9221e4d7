// SPDX-License-Identifier: Apache-2.0
#include "words/command_words.h"

namespace bouclier::cli {

std::vector<CommandWords> VaultCommands() {
  using K = OptionWords::Kind;
  return {
      {"object list",
       "list the objects of a dataset by their old names",
       "",
       {{"DATASET", "a dataset of the configuration"}},
       {{"--prefix", "TEXT", "only names that begin so"}},
       {{"bouclier object list snds", "names, sizes, ids"},
        {"bouclier object list snds --prefix ER_PRS", "a part of them"}}},
      {"object get",
       "read one object in clear (steward)",
       "A loud door: the ledger records who opened what before a byte is read.",
       {{"DATASET", "its dataset"}, {"NAME", "its old name"}},
       {{"--out", "FILE", "where to write it (- for standard output)", K::kRequiredValue},
        {"--range", "FIRST-LAST", "only these bytes, counted from 0, both included"},
        {"--generation", "N", "an earlier generation (default: the newest)"},
        {"--receipt-out", "FILE", "write the ledger receipt there"}},
       {{"bouclier object get imaging scans/a.png --out a.png", "the whole object"},
        {"bouclier object get snds IR_BEN_R.csv --range 0-999 --out -", "its first 1,000 bytes"}}},
      {"object export",
       "write an object as a Crypt4GH file for named recipients (steward, and a custodian's signature)",
       "Re-sealed under a fresh key: a recipient never learns a key of the vault. Nothing is written when one "
       "recipient's key is refused.",
       {{"DATASET", "its dataset"}, {"NAME", "its old name"}},
       {{"--recipient", "FILE", "a Crypt4GH public key file", K::kRequiredRepeatable},
        {"--out", "FILE", "the .c4gh file", K::kRequiredValue},
        {"--custodian", "a|b", "whose token signs (default a)"},
        {"--receipt-out", "FILE", "write the ledger receipt there (it lists the recipients' fingerprints)"}},
       {{"bouclier object export imaging scans/a.png --recipient lab.pub --out a.png.c4gh", "for one laboratory"}}},
      {"object import",
       "bring a Crypt4GH file under seal as an object (steward)",
       "Decrypted in a stream, in memory, and sealed under a fresh key of the vault; a file that cannot be read to its "
       "end leaves no object. The format itself does not show that a file was cut exactly between two of its 64 KiB "
       "segments: such a file is imported, shorter. So compare the length and the SHA-256 that are printed with the "
       "sender's, or give --sha256. The ledger entry holds the length and a salted digest, not the SHA-256 and no "
       "name. "
       "An import that was stopped begins anew.",
       {{"DATASET", "the dataset it goes to"}, {"NAME", "the name it gets there"}},
       {{"--in", "FILE", "the .c4gh file", K::kRequiredValue},
        {"--secret-key", "FILE", "the Crypt4GH private key file of one of the file's recipients", K::kRequiredValue},
        {"--key-passphrase-file", "FILE", "passphrase of that key, in a file of mode 0600"},
        {"--sha256", "HEX", "refuse unless the decrypted bytes have this SHA-256"},
        {"--replace", "", "where the name is taken: add a generation to that object (earlier ones stay)", K::kFlag},
        {"--dry-run", "", "read the header only: packets, whether the key opens one, length in clear", K::kFlag},
        {"--receipt-out", "FILE", "write the ledger receipt there"}},
       {{"bouclier object import imaging scans/b.png --in b.png.c4gh --secret-key steward.sec --dry-run",
         "what is in the file"},
        {"bouclier object import imaging scans/b.png --in b.png.c4gh --secret-key steward.sec "
         "--key-passphrase-file steward.pass",
         "bring it in"}}},
      {"host move",
       "move every sealed body to another host, and wrap the keys anew",
       "Bodies are copied as they are and compared leaf by leaf; keys are wrapped again with a few token calls for "
       "each dataset. Killed and typed again, it goes on.",
       {{"HOST", "a host of the configuration"}},
       {{"--dry-run", "", "say what would be copied", K::kFlag},
        {"--certificate-out", "FILE", "write the host-move certificate there"}},
       {{"bouclier host move final --dry-run", "objects and bytes"},
        {"bouclier host move final --certificate-out move.cert", "move, with proof"}}},
      {"host empty",
       "delete this hub's bodies at a host it has left",
       "Lists before and after. Where the key has no right to delete, only the list is made, and said so.",
       {{"HOST", "a host that is no longer the current one"}},
       {{"--dry-run", "", "only list", K::kFlag}},
       {{"bouclier host empty interim --dry-run", "what would go"},
        {"bouclier host empty interim", "delete, then list again"}}},
      {"vault check",
       "read every body at the host and compare it leaf by leaf, without keys",
       "",
       {},
       {{"--quick", "", "only presence and lengths", K::kFlag},
        {"--sweep", "", "also name bodies and uploads that no record knows, and delete them where the key may",
         K::kFlag},
        {"--dry-run", "", "with --sweep: only list", K::kFlag}},
       {{"bouclier vault check", "every byte"}, {"bouclier vault check --quick", "lengths only"}}},
  };
}

}  // namespace bouclier::cli
