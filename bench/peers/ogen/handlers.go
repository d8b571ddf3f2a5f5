package main

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/google/uuid"

	"petsage-bench/ogen/generated/checks"
	"petsage-bench/ogen/generated/lists"
	"petsage-bench/ogen/generated/pets"
	"petsage-bench/ogen/generated/smoketest"
)

// The results of bench/servers/results.mjs, in Go.

type smokeTestHandler struct{}

func (smokeTestHandler) GetSmokeTest(context.Context) (smoketest.GetSmokeTestRes, error) {
	return &smoketest.SmokeTestResponseHeaders{
		CacheControl: smoketest.NoStoreNoStore,
		Response: smoketest.SmokeTestResponse{
			Status:    smoketest.SmokeTestResponseStatusOk,
			Message:   "PetSage system is purring happily!",
			Timestamp: time.Now().UTC(),
		},
	}, nil
}

func (smokeTestHandler) NewError(_ context.Context, err error) *smoketest.UncachedProblemStatusCodeWithHeaders {
	return &smoketest.UncachedProblemStatusCodeWithHeaders{StatusCode: http.StatusInternalServerError}
}

type petsHandler struct{}

func (petsHandler) SummarizePets(_ context.Context, sent pets.PetList) (*pets.PetSummaryHeaders, error) {
	var weightKg float64
	for _, pet := range sent {
		weightKg += pet.WeightKg
	}
	return &pets.PetSummaryHeaders{
		CacheControl: pets.SummarizePetsOKCacheControlNoStore,
		Response:     pets.PetSummary{Count: len(sent), WeightKg: weightKg},
	}, nil
}

func (petsHandler) NewError(_ context.Context, err error) *pets.ProblemStatusCode {
	return &pets.ProblemStatusCode{StatusCode: http.StatusInternalServerError}
}

type listsHandler struct{ list lists.ListedPets }

func (h listsHandler) ListPets(context.Context) (lists.ListedPets, error) { return h.list, nil }

func (listsHandler) NewError(_ context.Context, err error) *lists.ProblemStatusCode {
	return &lists.ProblemStatusCode{StatusCode: http.StatusInternalServerError}
}

// petList makes the pets of bench/servers/pets.mjs.
func petList(count string) (lists.ListedPets, error) {
	length, err := strconv.Atoi(count)
	if err != nil {
		return nil, fmt.Errorf("BENCH_ITEMS: %w", err)
	}
	species := lists.ListedPetSpecies("").AllValues()
	tags := []string{"calm", "indoor", "young", "rescued"}
	list := make(lists.ListedPets, length)
	for i := range list {
		id := i + 1
		list[i] = lists.ListedPet{
			ID:       id,
			Name:     fmt.Sprintf("Minka the %dth", id),
			Species:  species[id%len(species)],
			WeightKg: float64((id*7)%400) / 8,
			Tags:     tags[:id%(len(tags)+1)],
			BornOn:   time.Date(2020, time.February, id%28+1, 0, 0, 0, 0, time.UTC),
			Owner:    lists.ListedPetOwner{ID: uuid.MustParse(fmt.Sprintf("6f1d2c3b-4a59-4e68-9777-%012d", id))},
		}
	}
	return list, nil
}

type checksHandler struct{}

func (checksHandler) CheckPet(_ context.Context, sent *checks.SentPet, _ checks.CheckPetParams) (*checks.ReceivedPet, error) {
	pet := &checks.ReceivedPet{Name: sent.Name, WeightKg: 4, BornOn: sent.BornOn}
	switch sent.Name {
	case "wrong response":
		pet.WeightKg = -4
	case "wrong format":
		// A date of this type always has the right one.
		pet.BornOn = time.Time{}
	}
	return pet, nil
}

func (checksHandler) NewError(_ context.Context, err error) *checks.ProblemStatusCode {
	return &checks.ProblemStatusCode{StatusCode: http.StatusInternalServerError}
}
