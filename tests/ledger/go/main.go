// An implementation of signed notes and of Merkle trees that is not ours, for the tests of the ledger.
//
//	sumdb-note open VKEY < NOTE               the text of a note, when the key has signed it
//	sumdb-note key NAME                       a new private and verifying key
//	sumdb-note sign SKEY < TEXT               a signed note
//	sumdb-note root < LINES                   the root of the tree over the lines, in base64
//	sumdb-note inclusion INDEX < LINES        the proof of a line, a hash a line
//	sumdb-note consistency SIZE < LINES       the proof that the tree goes on from a smaller one
package main

import (
	"bufio"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"io"
	"os"
	"strconv"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func stdin() []byte {
	content, err := io.ReadAll(os.Stdin)
	check(err)
	return content
}

// tree stores the hashes of the lines as a log does.
func tree() (int64, tlog.HashReader) {
	var hashes []tlog.Hash
	reader := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		found := make([]tlog.Hash, len(indexes))
		for i, index := range indexes {
			found[i] = hashes[index]
		}
		return found, nil
	})
	var size int64
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		added, err := tlog.StoredHashes(size, lines.Bytes(), reader)
		check(err)
		hashes = append(hashes, added...)
		size++
	}
	check(lines.Err())
	return size, reader
}

func number() int64 {
	value, err := strconv.ParseInt(os.Args[2], 10, 64)
	check(err)
	return value
}

func main() {
	switch os.Args[1] {
	case "open":
		verifier, err := note.NewVerifier(os.Args[2])
		check(err)
		opened, err := note.Open(stdin(), note.VerifierList(verifier))
		check(err)
		fmt.Print(opened.Text)
	case "key":
		private, public, err := note.GenerateKey(rand.Reader, os.Args[2])
		check(err)
		fmt.Println(private)
		fmt.Println(public)
	case "sign":
		signer, err := note.NewSigner(os.Args[2])
		check(err)
		signed, err := note.Sign(&note.Note{Text: string(stdin())}, signer)
		check(err)
		fmt.Print(string(signed))
	case "root":
		size, reader := tree()
		root, err := tlog.TreeHash(size, reader)
		check(err)
		fmt.Println(base64.StdEncoding.EncodeToString(root[:]))
	case "inclusion":
		size, reader := tree()
		proof, err := tlog.ProveRecord(size, number(), reader)
		check(err)
		for _, hash := range proof {
			fmt.Println(base64.StdEncoding.EncodeToString(hash[:]))
		}
	case "consistency":
		size, reader := tree()
		proof, err := tlog.ProveTree(size, number(), reader)
		check(err)
		for _, hash := range proof {
			fmt.Println(base64.StdEncoding.EncodeToString(hash[:]))
		}
	default:
		check(fmt.Errorf("unknown command %q", os.Args[1]))
	}
}
