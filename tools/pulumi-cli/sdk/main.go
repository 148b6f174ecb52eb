// Generates the SDKs of a component package as Pulumi's command line does where the hosts of these languages are installed.
//
//	go run ./sdk SCHEMA OUT     checks the schema against Pulumi's rules, then writes OUT/go and OUT/python
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	gogen "github.com/pulumi/pulumi/pkg/v3/codegen/go"
	pygen "github.com/pulumi/pulumi/pkg/v3/codegen/python"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

func main() {
	if len(os.Args) != 3 {
		fail(fmt.Errorf("usage: sdk SCHEMA OUT"))
	}
	text, err := os.ReadFile(os.Args[1])
	fail(err)
	var spec schema.PackageSpec
	fail(json.Unmarshal(text, &spec))
	pkg, diagnostics, err := schema.BindSpec(spec, nil, schema.ValidationOptions{})
	fail(err)
	if diagnostics.HasErrors() {
		fail(diagnostics)
	}
	files, err := gogen.GeneratePackage("faultline", pkg, nil)
	fail(err)
	write(filepath.Join(os.Args[2], "go"), files)
	files, err = pygen.GeneratePackage("faultline", pkg, nil, nil)
	fail(err)
	write(filepath.Join(os.Args[2], "python"), files)
}

func write(root string, files map[string][]byte) {
	for name, content := range files {
		path := filepath.Join(root, name)
		fail(os.MkdirAll(filepath.Dir(path), 0o755))
		fail(os.WriteFile(path, content, 0o644))
	}
}

func fail(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
