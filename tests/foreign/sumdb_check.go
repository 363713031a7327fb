// Checks an unzipped bundle, and receipts of it, with the note and tlog packages
// of golang.org/x/mod/sumdb: another implementation of the same specifications.
//
//	sumdb_check FOLDER [RECEIPT...]
//
// It prints how many leaves, proofs and receipts it checked, and fails on the first
// that it does not accept.
package main

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height = 8

type folder string

func (f folder) Height() int { return height }

func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var data [][]byte
	for _, tile := range tiles {
		// The Go packages put the height into the path; c2sp.org/tlog-tiles fixes it to 8.
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		bytes, err := os.ReadFile(filepath.Join(string(f), path))
		if err != nil {
			return nil, err
		}
		data = append(data, bytes)
	}
	return data, nil
}

func (f folder) SaveTiles([]tlog.Tile, [][]byte) {}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

// openCheckpoint returns the tree of a signed checkpoint, c2sp.org/tlog-checkpoint.
func openCheckpoint(signed []byte, verifier note.Verifier) tlog.Tree {
	opened, err := note.Open(signed, note.VerifierList(verifier))
	must(err)
	lines := strings.Split(opened.Text, "\n")
	if len(lines) < 4 || lines[0] != verifier.Name() {
		log.Fatalf("not a checkpoint of %s: %q", verifier.Name(), opened.Text)
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err)
	root, err := tlog.ParseHash(lines[2])
	must(err)
	return tlog.Tree{N: size, Hash: root}
}

func readEntries(root string, tree tlog.Tree) [][]byte {
	var entries [][]byte
	for n := int64(0); n*256 < tree.N; n++ {
		width := tree.N - n*256
		if width > 256 {
			width = 256
		}
		path := strings.Replace(tlog.Tile{H: height, L: 0, N: n, W: int(width)}.Path(), "tile/8/0/", "tile/entries/", 1)
		data, err := os.ReadFile(filepath.Join(root, path))
		must(err)
		for len(data) > 0 {
			length := int(binary.BigEndian.Uint16(data))
			entries = append(entries, data[2:2+length])
			data = data[2+length:]
		}
	}
	return entries
}

// checkReceipt checks a c2sp.org/tlog-proof against the leaf in its extra data.
func checkReceipt(path string, verifier note.Verifier) {
	data, err := os.ReadFile(path)
	must(err)
	head, checkpoint, found := strings.Cut(string(data), "\n\n")
	lines := strings.Split(head, "\n")
	if !found || len(lines) < 3 || lines[0] != "c2sp.org/tlog-proof@v1" {
		log.Fatalf("%s is not a proof", path)
	}
	extra, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(lines[1], "extra "))
	must(err)
	var content struct{ Leaf string }
	must(json.Unmarshal(extra, &content))
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[2], "index "), 10, 64)
	must(err)
	var proof tlog.RecordProof
	for _, line := range lines[3:] {
		hash, err := tlog.ParseHash(line)
		must(err)
		proof = append(proof, hash)
	}
	tree := openCheckpoint([]byte(checkpoint), verifier)
	must(tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash([]byte(content.Leaf))))
}

func main() {
	log.SetFlags(0)
	root := os.Args[1]
	vkey, err := os.ReadFile(filepath.Join(root, "vkey"))
	must(err)
	verifier, err := note.NewVerifier(strings.TrimSpace(string(vkey)))
	must(err)
	signed, err := os.ReadFile(filepath.Join(root, "checkpoint"))
	must(err)
	tree := openCheckpoint(signed, verifier)
	reader := tlog.TileHashReader(tree, folder(root))

	entries := readEntries(root, tree)
	if int64(len(entries)) != tree.N {
		log.Fatalf("%d entries in a tree of %d", len(entries), tree.N)
	}
	for index, entry := range entries {
		proof, err := tlog.ProveRecord(tree.N, int64(index), reader)
		must(err)
		must(tlog.CheckRecord(proof, tree.N, tree.Hash, int64(index), tlog.RecordHash(entry)))
	}
	proofs := 0
	for size := int64(1); size <= tree.N; size += 1 + tree.N/100 {
		hash, err := tlog.TreeHash(size, reader)
		must(err)
		proof, err := tlog.ProveTree(tree.N, size, reader)
		must(err)
		must(tlog.CheckTree(proof, tree.N, tree.Hash, size, hash))
		proofs++
	}
	for _, receipt := range os.Args[2:] {
		checkReceipt(receipt, verifier)
	}
	fmt.Printf("%d leaves, %d older trees, %d receipts\n", len(entries), proofs, len(os.Args[2:]))
}
