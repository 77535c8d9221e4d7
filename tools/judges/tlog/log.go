// SPDX-License-Identifier: Apache-2.0

// A log folder as C2SP tlog-tiles lays it out: `checkpoint`, `tile/<level>/<number>[.p/<width>]`,
// `tile/entries/<number>[.p/<width>]`, tiles of height 8.
package main

import (
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const (
	height = 8
	width  = 1 << height
)

func judgeLog(folder, vkeyFile string) error {
	vkey, err := os.ReadFile(vkeyFile)
	if err != nil {
		return err
	}
	verifier, err := note.NewVerifier(strings.TrimSpace(string(vkey)))
	if err != nil {
		return fmt.Errorf("verifier key: %w", err)
	}
	signed, err := os.ReadFile(filepath.Join(folder, "checkpoint"))
	if err != nil {
		return err
	}
	opened, err := note.Open(signed, note.VerifierList(verifier))
	if err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	size, root, err := parseCheckpoint(opened.Text, verifier.Name())
	if err != nil {
		return err
	}
	tree, err := readEntries(folder, size)
	if err != nil {
		return err
	}
	if size > 0 {
		computed, err := tlog.TreeHash(size, tree)
		if err != nil {
			return err
		}
		if computed != root {
			return fmt.Errorf("root: the entries give %v, the checkpoint says %v", computed, root)
		}
	}
	if err := compareTiles(folder, size, tree); err != nil {
		return err
	}
	fmt.Printf("accepted: %d entries under root %v of %s\n", size, root, verifier.Name())
	return nil
}

func parseCheckpoint(text, origin string) (int64, tlog.Hash, error) {
	lines := strings.Split(text, "\n")
	if len(lines) < 4 || lines[0] != origin {
		return 0, tlog.Hash{}, fmt.Errorf("checkpoint: origin is not %s", origin)
	}
	var size int64
	if _, err := fmt.Sscanf(lines[1], "%d", &size); err != nil || fmt.Sprint(size) != lines[1] || size < 0 {
		return 0, tlog.Hash{}, fmt.Errorf("checkpoint: size %q", lines[1])
	}
	root, err := tlog.ParseHash(lines[2])
	return size, root, err
}

// tilePath is the path of a tile below a level ("entries", "0", "1", …): three digits a folder, all but the last with x.
func tilePath(folder, level string, number, entries int64) string {
	digits := fmt.Sprintf("%03d", number%1000)
	for rest := number / 1000; rest > 0; rest /= 1000 {
		digits = fmt.Sprintf("x%03d/%s", rest%1000, digits)
	}
	if entries < width {
		digits += fmt.Sprintf(".p/%d", entries)
	}
	return filepath.Join(folder, "tile", level, digits)
}

func readEntries(folder string, size int64) (inMemory, error) {
	var tree inMemory
	for first := int64(0); first < size; first += width {
		entries := min(size-first, width)
		path := tilePath(folder, "entries", first/width, entries)
		data, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		for n := first; n < first+entries; n++ {
			if len(data) < 2 || len(data) < 2+int(binary.BigEndian.Uint16(data)) {
				return nil, fmt.Errorf("%s: cut at entry %d", path, n)
			}
			length := int(binary.BigEndian.Uint16(data))
			if err := tree.add(n, data[2:2+length]); err != nil {
				return nil, err
			}
			data = data[2+length:]
		}
		if len(data) > 0 {
			return nil, fmt.Errorf("%s: %d bytes too many", path, len(data))
		}
	}
	return tree, nil
}

func compareTiles(folder string, size int64, tree inMemory) error {
	for level, nodes := 0, size; nodes > 0; level, nodes = level+1, nodes>>height {
		for first := int64(0); first < nodes; first += width {
			count := min(nodes-first, width)
			path := tilePath(folder, fmt.Sprint(level), first/width, count)
			stored, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			tile := tlog.Tile{H: height, L: level, N: first / width, W: int(count)}
			computed, err := tlog.ReadTileData(tile, tree)
			if err != nil {
				return err
			}
			if string(stored) != string(computed) {
				return fmt.Errorf("%s: not the hashes of the entries", path)
			}
		}
	}
	return nil
}
