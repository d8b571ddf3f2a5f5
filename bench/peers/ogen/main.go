// Command ogen serves the one operation of a document with the server that ogen generates from it: the argument is the document's name.
package main

import (
	"errors"
	"fmt"
	"net/http"
	"os"

	"petsage-bench/ogen/generated/checks"
	"petsage-bench/ogen/generated/lists"
	"petsage-bench/ogen/generated/pets"
	"petsage-bench/ogen/generated/smoketest"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	if len(os.Args) != 2 {
		return errors.New("usage: ogen DOCUMENT")
	}
	handler, err := handlerOf(os.Args[1])
	if err != nil {
		return err
	}
	return http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), handler)
}

func handlerOf(document string) (http.Handler, error) {
	switch document {
	case "smoke-test":
		return smoketest.NewServer(smokeTestHandler{})
	case "pets":
		return pets.NewServer(petsHandler{})
	case "lists":
		list, err := petList(os.Getenv("BENCH_ITEMS"))
		if err != nil {
			return nil, err
		}
		return lists.NewServer(listsHandler{list})
	case "checks":
		return checks.NewServer(checksHandler{})
	}
	return nil, fmt.Errorf("%q is not a document that this server has", document)
}
