// A booking system: submit an EBTS file, watch the booking, answer detainers, handle errors.
//
//	booking_system submit card.eft
//	booking_system answer-detainers JAILER-1
//
// TENPRINT_TARGET is HOST:PORT of the service, TENPRINT_ORI the agency's nine characters.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	tenprint "tenprint/v1"
)

const (
	callLimit       = 300 * time.Second
	watchLimit      = 300 * time.Second
	maxMessageBytes = 32 << 20
)

// What a booking system does about an error, by the reason in its ErrorInfo.
type advice struct {
	words  string
	status int
}

var (
	later    = advice{"submit the same file again later; a repetition is harmless", 5}
	whatToDo = map[string]advice{
		"TRANSACTION_FAULTY": {"mend the file", 3},
		"INVALID_FIELD":      {"mend the field", 3},
		"TCN_CONFLICT":       {"the TCN was used for another booking: take another", 4},
		"OVERLOADED":         later,
		"CALLER_LIMIT":       later,
		"BACKLOG_FULL":       later,
		"DEADLINE_TOO_SHORT": later,
		"STARTING":           later,
		"":                   later,
	}
)

func main() {
	if len(os.Args) < 2 || (os.Args[1] == "submit" && len(os.Args) != 3) {
		fmt.Fprintln(os.Stderr, "usage: booking_system submit FILE | answer-detainers [OFFICER]")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2:]); err != nil {
		os.Exit(explain(err))
	}
}

func run(command string, arguments []string) error {
	channel, err := grpc.Dial(
		setting("TENPRINT_TARGET", "127.0.0.1:50051"),
		// For loopback alone. `insecure.NewCredentials()` is its name from grpc 1.35 on.
		grpc.WithInsecure(),
		grpc.WithDefaultCallOptions(
			grpc.MaxCallSendMsgSize(maxMessageBytes), grpc.MaxCallRecvMsgSize(2*maxMessageBytes)),
	)
	if err != nil {
		return err
	}
	defer channel.Close()
	// Who asks: this goes with every call.
	caller := metadata.AppendToOutgoingContext(context.Background(),
		"tenprint-ori", setting("TENPRINT_ORI", "WVTEST000"),
		"tenprint-roles", "law_enforcement")
	switch command {
	case "submit":
		return submit(caller, tenprint.NewBookingServiceClient(channel), arguments[0])
	case "answer-detainers":
		officer := "JAILER-1"
		if len(arguments) > 0 {
			officer = arguments[0]
		}
		return answerDetainers(caller, tenprint.NewDetainerServiceClient(channel), officer)
	}
	return fmt.Errorf("there is no command %q", command)
}

func submit(caller context.Context, bookings tenprint.BookingServiceClient, name string) error {
	file, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	var stored *tenprint.SubmitBookingResponse
	request := &tenprint.SubmitBookingRequest{
		Content: &tenprint.SubmitBookingRequest_TransactionFile{TransactionFile: file},
	}
	err = again(caller, func(ctx context.Context) (err error) {
		stored, err = bookings.SubmitBooking(ctx, request)
		return err
	})
	if err != nil {
		return err
	}
	tcn := stored.GetBooking().GetTcn()
	fmt.Println(tcn, "is stored")
	if err := watch(caller, bookings, tcn); err != nil {
		return err
	}
	var read *tenprint.GetBookingResponse
	err = again(caller, func(ctx context.Context) (err error) {
		read, err = bookings.GetBooking(ctx, &tenprint.GetBookingRequest{Tcn: tcn})
		return err
	})
	if err != nil {
		return err
	}
	booking := read.GetBooking()
	fmt.Println("criminal file:", booking.GetFirstResponse().GetFinding())
	fmt.Println("IDENT:", booking.GetSecondResponse().GetKind())
	for _, response := range booking.GetResponseFiles() {
		fmt.Printf("response %s: %d bytes\n", response.GetTypeOfTransaction(), len(response.GetFile()))
	}
	return again(caller, func(ctx context.Context) error {
		_, err := bookings.AcknowledgeResponse(ctx, &tenprint.AcknowledgeResponseRequest{
			Tcn: tcn, Ordinal: booking.GetSecondResponse().GetOrdinal(),
		})
		return err
	})
}

// watch tells each state until the booking is complete. A watch that breaks is begun again.
func watch(caller context.Context, bookings tenprint.BookingServiceClient, tcn string) error {
	limited, cancel := context.WithTimeout(caller, watchLimit)
	defer cancel()
	seen := 0
	return again(limited, func(ctx context.Context) error {
		states, err := bookings.WatchBooking(ctx, &tenprint.WatchBookingRequest{Tcn: tcn})
		if err != nil {
			return err
		}
		for {
			state, err := states.Recv()
			if errors.Is(err, io.EOF) {
				return nil
			}
			if err != nil {
				return err
			}
			if count := len(state.GetBooking().GetHistory()); count > seen {
				seen = count
				fmt.Println(state.GetBooking().GetState())
			}
		}
	})
}

func answerDetainers(
	caller context.Context, detainers tenprint.DetainerServiceClient, officer string,
) error {
	request := &tenprint.ListDetainersRequest{
		State: tenprint.DetainerState_DETAINER_STATE_REQUESTED,
	}
	for {
		var page *tenprint.ListDetainersResponse
		err := again(caller, func(ctx context.Context) (err error) {
			page, err = detainers.ListDetainers(ctx, request)
			return err
		})
		if err != nil {
			return err
		}
		for _, waiting := range page.GetDetainers() {
			var answered *tenprint.AcknowledgeDetainerResponse
			err := again(caller, func(ctx context.Context) (err error) {
				answered, err = detainers.AcknowledgeDetainer(ctx, &tenprint.AcknowledgeDetainerRequest{
					DetainerId: waiting.GetDetainerId(), Officer: officer,
				})
				return err
			})
			if err != nil {
				return err
			}
			told := answered.GetDetainer()
			fmt.Println(told.GetDetainerId(), told.GetCaseId(), told.GetState())
		}
		if request.PageToken = page.GetNextPageToken(); request.PageToken == "" {
			return nil
		}
	}
}

// again calls until the time of the call ends, as long as a later try may succeed. A repetition is
// harmless, because each request carries an id or changes nothing.
func again(ctx context.Context, call func(context.Context) error) error {
	if _, limited := ctx.Deadline(); !limited {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, callLimit)
		defer cancel()
	}
	for pause := 500 * time.Millisecond; ; pause = 2 * pause {
		err := call(ctx)
		code := status.Code(err)
		if code != codes.Unavailable && code != codes.ResourceExhausted {
			return err
		}
		if pause > 5*time.Second {
			pause = 5 * time.Second
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(pause):
		}
	}
}

// explain tells what to do about an error, and returns the exit status.
func explain(err error) int {
	failed, isOfCall := status.FromError(err)
	if !isOfCall {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	info := &errdetails.ErrorInfo{}
	for _, detail := range failed.Details() {
		if one, ok := detail.(*errdetails.ErrorInfo); ok {
			info = one
		}
	}
	what, known := whatToDo[info.GetReason()]
	if !known {
		what = advice{"ask the operator of the service", 1}
	}
	request := info.GetMetadata()["request_id"]
	if request == "" {
		request = "unknown"
	}
	fmt.Fprintf(os.Stderr, "%s: %s\n", info.GetReason(), failed.Message())
	fmt.Fprintf(os.Stderr, "%s (request %s)\n", what.words, request)
	return what.status
}

func setting(name, fallback string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return fallback
}
