// The name is that of the stubs' Go package: `import "tenprint/v1"`.
module tenprint

go 1.19

require (
	google.golang.org/genproto v0.0.0-20220822174746-9e6da59bd2fc
	google.golang.org/grpc v1.38.0
	google.golang.org/protobuf v1.28.1
)
