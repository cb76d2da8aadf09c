module github.com/acme/tidewatch

go 1.23
