tools: mockgen

mockgen:
	go install go.uber.org/mock/mockgen@latest

generate: tools
	go generate ./...
