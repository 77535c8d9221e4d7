// SPDX-License-Identifier: Apache-2.0

// tlog-judge reads Bouclier's ledger and proofs with the Go project's own transparency-log packages, which know nothing
// of Bouclier. Exit 0: accepted; 1: refused (the reason on stderr); 2: wrong use.
//
//	tlog-judge log DIR VKEYFILE                 checkpoint signature, every entry, every tile, the root
//	tlog-judge inclusion INDEX SIZE LEAF ROOT PROOF        hashes in hex; PROOF is hex,hex,… or empty
//	tlog-judge consistency OLDSIZE OLDROOT SIZE ROOT PROOF
//	tlog-judge prove N                          JSON lines of inclusion and consistency proofs of a log it makes itself
package main

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "tlog-judge:", err)
		if _, wrong := err.(usage); wrong {
			os.Exit(2)
		}
		os.Exit(1)
	}
}

type usage string

func (u usage) Error() string { return string(u) }

func run(args []string) error {
	switch {
	case len(args) == 3 && args[0] == "log":
		return judgeLog(args[1], args[2])
	case len(args) == 6 && args[0] == "inclusion":
		return judgeInclusion(args[1:])
	case len(args) == 6 && args[0] == "consistency":
		return judgeConsistency(args[1:])
	case len(args) == 2 && args[0] == "prove":
		return prove(args[1])
	}
	return usage("usage: log DIR VKEYFILE | inclusion INDEX SIZE LEAF ROOT PROOF | " +
		"consistency OLDSIZE OLDROOT SIZE ROOT PROOF | prove N")
}

func parseHash(text string) (tlog.Hash, error) {
	var hash tlog.Hash
	raw, err := hex.DecodeString(text)
	if err != nil || len(raw) != len(hash) {
		return hash, fmt.Errorf("not a hash: %q", text)
	}
	copy(hash[:], raw)
	return hash, nil
}

func parseProof(text string) ([]tlog.Hash, error) {
	var proof []tlog.Hash
	if text == "" {
		return proof, nil
	}
	for _, part := range strings.Split(text, ",") {
		hash, err := parseHash(part)
		if err != nil {
			return nil, err
		}
		proof = append(proof, hash)
	}
	return proof, nil
}

func judgeInclusion(args []string) error {
	index, err1 := strconv.ParseInt(args[0], 10, 64)
	size, err2 := strconv.ParseInt(args[1], 10, 64)
	leaf, err3 := parseHash(args[2])
	root, err4 := parseHash(args[3])
	proof, err5 := parseProof(args[4])
	for _, err := range []error{err1, err2, err3, err4, err5} {
		if err != nil {
			return err
		}
	}
	return tlog.CheckRecord(tlog.RecordProof(proof), size, root, index, leaf)
}

func judgeConsistency(args []string) error {
	oldSize, err1 := strconv.ParseInt(args[0], 10, 64)
	oldRoot, err2 := parseHash(args[1])
	size, err3 := strconv.ParseInt(args[2], 10, 64)
	root, err4 := parseHash(args[3])
	proof, err5 := parseProof(args[4])
	for _, err := range []error{err1, err2, err3, err4, err5} {
		if err != nil {
			return err
		}
	}
	return tlog.CheckTree(tlog.TreeProof(proof), size, root, oldSize, oldRoot)
}

// inMemory is the tree of a log as tlog stores it.
type inMemory []tlog.Hash

func (m inMemory) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		if index >= int64(len(m)) {
			return nil, fmt.Errorf("hash %d is not there", index)
		}
		out[i] = m[index]
	}
	return out, nil
}

func (m *inMemory) add(n int64, entry []byte) error {
	hashes, err := tlog.StoredHashes(n, entry, *m)
	*m = append(*m, hashes...)
	return err
}

func hexes(hashes []tlog.Hash) []string {
	out := []string{}
	for _, hash := range hashes {
		out = append(out, hex.EncodeToString(hash[:]))
	}
	return out
}

func prove(count string) error {
	size, err := strconv.ParseInt(count, 10, 64)
	if err != nil || size < 1 || size > 100000 {
		return usage("prove: N is a number from 1 to 100000")
	}
	var tree inMemory
	var leaves []tlog.Hash
	roots := []tlog.Hash{}
	for n := int64(0); n < size; n++ {
		entry := []byte(fmt.Sprintf("entry %d", n))
		if err := tree.add(n, entry); err != nil {
			return err
		}
		root, err := tlog.TreeHash(n+1, tree)
		if err != nil {
			return err
		}
		leaves, roots = append(leaves, tlog.RecordHash(entry)), append(roots, root)
	}
	root := roots[size-1]
	out := json.NewEncoder(os.Stdout)
	for n := int64(0); n < size; n++ {
		inclusion, err := tlog.ProveRecord(size, n, tree)
		if err != nil {
			return err
		}
		consistency, err := tlog.ProveTree(size, n+1, tree)
		if err != nil {
			return err
		}
		if err := out.Encode(map[string]any{"kind": "inclusion", "index": n, "size": size, "leaf": hexes(leaves[n : n+1])[0],
			"root": hexes([]tlog.Hash{root})[0], "proof": hexes(inclusion)}); err != nil {
			return err
		}
		if err := out.Encode(map[string]any{"kind": "consistency", "old_size": n + 1, "old_root": hexes(roots[n : n+1])[0],
			"size": size, "root": hexes([]tlog.Hash{root})[0], "proof": hexes(consistency)}); err != nil {
			return err
		}
	}
	return nil
}
