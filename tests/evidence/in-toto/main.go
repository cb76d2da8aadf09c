// Reads a report file or a release record with the in-toto project's own library: the Statement, its rules, and the predicate by its description.
package main

import (
	"fmt"
	"os"

	result "github.com/in-toto/attestation/go/predicates/test_result/v0"
	summary "github.com/in-toto/attestation/go/predicates/vsa/v1"
	statement "github.com/in-toto/attestation/go/v1"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
)

// Consumers must ignore fields that they do not know: in-toto/attestation, spec/v1/README.md, "Parsing rules".
var read = protojson.UnmarshalOptions{DiscardUnknown: true}

func check(path string) error {
	bytes, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var found statement.Statement
	// The statement itself has no field of ours: nothing is discarded in it.
	if err := protojson.Unmarshal(bytes, &found); err != nil {
		return err
	}
	if err := found.Validate(); err != nil {
		return err
	}
	predicate, err := protojson.Marshal(found.GetPredicate())
	if err != nil {
		return err
	}
	var message proto.Message
	switch found.GetPredicateType() {
	case "https://slsa.dev/verification_summary/v1":
		message = &summary.VerificationSummary{}
	case "https://in-toto.io/attestation/test-result/v0.1":
		message = &result.TestResult{}
	default:
		return fmt.Errorf("unknown predicate type %s", found.GetPredicateType())
	}
	if err := read.Unmarshal(predicate, message); err != nil {
		return err
	}
	text, err := protojson.MarshalOptions{EmitUnpopulated: true}.Marshal(message)
	if err != nil {
		return err
	}
	fmt.Println(string(text))
	return nil
}

func main() {
	for _, path := range os.Args[1:] {
		if err := check(path); err != nil {
			fmt.Fprintf(os.Stderr, "%s: %v\n", path, err)
			os.Exit(1)
		}
	}
}
