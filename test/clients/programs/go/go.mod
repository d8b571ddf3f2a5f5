module petsage.example/program

go 1.23

require petsage.example/clients/go v0.0.0

replace petsage.example/clients/go => ../client
