// Checks what Keyturn's ledger writes with code that is not Keyturn's: golang.org/x/mod/sumdb/note and tlog.
// Reads one JSON object from standard input, writes one to standard output.
package main

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type asked struct {
	LogKey     string
	SignerKey  string
	WitnessKey string
	Note       []byte
	OldNote    []byte
	Leaf       []byte
	Index      int64
	Inclusion  [][]byte
	Consistent [][]byte
	Leaves     [][]byte
}

type told struct {
	Error    string
	Origin   string
	Size     int64
	By       []string
	Time     uint64
	Resigned []byte
	Root     []byte
	Proof    [][]byte
	TreeWay  [][]byte
}

// cosigner checks cosignature/v1 lines: note.Open finds them, this does what the format asks for besides.
type cosigner struct {
	name string
	hash uint32
	key  ed25519.PublicKey
	time uint64
}

func (c *cosigner) Name() string    { return c.name }
func (c *cosigner) KeyHash() uint32 { return c.hash }
func (c *cosigner) Verify(msg, sig []byte) bool {
	if len(sig) != 72 {
		return false
	}
	c.time = binary.BigEndian.Uint64(sig[:8])
	return ed25519.Verify(c.key, []byte(fmt.Sprintf("cosignature/v1\ntime %d\n%s", c.time, msg)), sig[8:])
}

func newCosigner(vkey string) (*cosigner, error) {
	parts := strings.SplitN(vkey, "+", 3)
	data, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || len(data) != 33 || data[0] != 4 {
		return nil, fmt.Errorf("no witness's key: %q", vkey)
	}
	var hash uint32
	if _, err := fmt.Sscanf(parts[1], "%08x", &hash); err != nil {
		return nil, err
	}
	return &cosigner{name: parts[0], hash: hash, key: ed25519.PublicKey(data[1:])}, nil
}

func hashes(found [][]byte) (out []tlog.Hash) {
	for _, one := range found {
		var h tlog.Hash
		copy(h[:], one)
		out = append(out, h)
	}
	return out
}

func open(data []byte, verifiers note.Verifiers) (*note.Note, tlog.Tree, error) {
	found, err := note.Open(data, verifiers)
	if err != nil {
		return nil, tlog.Tree{}, err
	}
	tree, err := tlog.ParseTree([]byte(found.Text))
	return found, tree, err
}

func check(in asked) (out told, err error) {
	logs, err := note.NewVerifier(in.LogKey)
	if err != nil {
		return out, err
	}
	witness, err := newCosigner(in.WitnessKey)
	if err != nil {
		return out, err
	}
	verifiers := note.VerifierList(logs, witness)
	found, tree, err := open(in.Note, verifiers)
	if err != nil {
		return out, err
	}
	for _, sig := range found.Sigs {
		out.By = append(out.By, sig.Name)
	}
	out.Time, out.Size = witness.time, tree.N
	if err := tlog.CheckRecord(hashes(in.Inclusion), tree.N, tree.Hash, in.Index, tlog.RecordHash(in.Leaf)); err != nil {
		return out, fmt.Errorf("inclusion: %w", err)
	}
	_, old, err := open(in.OldNote, verifiers)
	if err != nil {
		return out, err
	}
	if err := tlog.CheckTree(hashes(in.Consistent), tree.N, tree.Hash, old.N, old.Hash); err != nil {
		return out, fmt.Errorf("consistency: %w", err)
	}
	signer, err := note.NewSigner(in.SignerKey)
	if err != nil {
		return out, err
	}
	if out.Resigned, err = note.Sign(&note.Note{Text: found.Text}, signer); err != nil {
		return out, err
	}
	// the same log, built by them
	stored := []tlog.Hash{}
	reader := tlog.HashReaderFunc(func(indexes []int64) (out []tlog.Hash, err error) {
		for _, index := range indexes {
			out = append(out, stored[index])
		}
		return out, nil
	})
	for number, leaf := range in.Leaves {
		more, err := tlog.StoredHashes(int64(number), leaf, reader)
		if err != nil {
			return out, err
		}
		stored = append(stored, more...)
	}
	size := int64(len(in.Leaves))
	root, err := tlog.TreeHash(size, reader)
	if err != nil {
		return out, err
	}
	out.Root = root[:]
	way, err := tlog.ProveRecord(size, in.Index, reader)
	if err != nil {
		return out, err
	}
	for _, one := range way {
		out.Proof = append(out.Proof, append([]byte{}, one[:]...))
	}
	grown, err := tlog.ProveTree(size, old.N, reader)
	for _, one := range grown {
		out.TreeWay = append(out.TreeWay, append([]byte{}, one[:]...))
	}
	return out, err
}

func main() {
	var in asked
	err := json.NewDecoder(os.Stdin).Decode(&in)
	out := told{}
	if err == nil {
		out, err = check(in)
	}
	if err != nil {
		out.Error = err.Error()
	}
	if err := json.NewEncoder(os.Stdout).Encode(out); err != nil {
		os.Exit(1)
	}
}
