package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"time"

	petsage "petsage.example/clients/go"
)

func main() {
	url := "http://localhost:3000"
	if len(os.Args) > 1 {
		url = os.Args[1]
	}
	config := petsage.NewConfiguration()
	config.Servers = petsage.ServerConfigurations{{URL: url}}
	client := petsage.NewAPIClient(config)

	result, _, err := client.SystemAPI.GetSmokeTest(context.Background()).Execute()
	var failure *petsage.GenericOpenAPIError
	if errors.As(err, &failure) {
		if problem, ok := failure.Model().(petsage.Problem); ok {
			fmt.Println("problem:", problem.Status, problem.Title)
			fmt.Println("detail:", problem.Detail)
			return
		}
	}
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("status:", result.Status)
	fmt.Println("message:", result.Message)
	fmt.Println("timestamp:", result.Timestamp.Format(time.RFC3339Nano))
}
