// A booking system: submit an EBTS file, watch the booking, answer detainers, handle errors.
//
//   npm ci
//   node booking_system.js submit card.eft
//   node booking_system.js answer-detainers JAILER-1
//
// TENPRINT_TARGET is HOST:PORT of the service, TENPRINT_ORI the agency's nine characters.
"use strict";

const fs = require("node:fs");
const path = require("node:path");
const grpc = require("@grpc/grpc-js");
const protoLoader = require("@grpc/proto-loader");

const TARGET = process.env.TENPRINT_TARGET || "127.0.0.1:50051";
const ORI = process.env.TENPRINT_ORI || "WVTEST000";
const PROTOS = process.env.TENPRINT_PROTOS || path.join(__dirname, "..", "..", "proto");
const CALL_S = 300;
const WATCH_S = 300;

const definition = protoLoader.loadSync(
  [
    "tenprint/v1/booking_service.proto",
    "tenprint/v1/detainer_service.proto",
    "google/rpc/status.proto",
    "google/rpc/error_details.proto",
  ],
  { includeDirs: [PROTOS], keepCase: true, enums: String, longs: String, defaults: true },
);
const { tenprint } = grpc.loadPackageDefinition(definition);

// The service answers large messages too: its limit is 32 MiB. A passing refusal is tried again by
// gRPC; a repetition is harmless, because each request carries an id or changes nothing.
const OPTIONS = {
  "grpc.max_receive_message_length": 64 * 1024 * 1024,
  "grpc.max_send_message_length": 32 * 1024 * 1024,
  "grpc.service_config": JSON.stringify({
    methodConfig: [
      {
        name: [{}],
        retryPolicy: {
          maxAttempts: 5,
          initialBackoff: "0.5s",
          maxBackoff: "8s",
          backoffMultiplier: 2,
          retryableStatusCodes: ["UNAVAILABLE", "RESOURCE_EXHAUSTED"],
        },
      },
    ],
  }),
};
const credentials = grpc.credentials.createInsecure();
const bookings = new tenprint.v1.BookingService(TARGET, credentials, OPTIONS);
const detainers = new tenprint.v1.DetainerService(TARGET, credentials, OPTIONS);

// Who asks: this goes with every call.
const caller = new grpc.Metadata();
caller.set("tenprint-ori", ORI);
caller.set("tenprint-roles", "law_enforcement");

const inSeconds = (seconds) => ({ deadline: new Date(Date.now() + seconds * 1000) });

function call(client, method, request) {
  return new Promise((resolve, reject) => {
    client[method](request, caller, inSeconds(CALL_S), (error, response) =>
      error ? reject(error) : resolve(response),
    );
  });
}

async function submit(file) {
  const request = { transaction_file: fs.readFileSync(file) };
  const { booking: stored } = await call(bookings, "SubmitBooking", request);
  const tcn = stored.tcn;
  console.log(`${tcn} is stored`);
  for await (const { booking } of bookings.WatchBooking({ tcn }, caller, inSeconds(WATCH_S))) {
    console.log(booking.state);
  }
  const { booking } = await call(bookings, "GetBooking", { tcn });
  console.log(`criminal file: ${booking.first_response.finding}`);
  console.log(`IDENT: ${booking.second_response.kind}`);
  for (const response of booking.response_files) {
    console.log(`response ${response.type_of_transaction}: ${response.file.length} bytes`);
  }
  const ordinal = booking.second_response.ordinal;
  await call(bookings, "AcknowledgeResponse", { tcn, ordinal });
}

async function answerDetainers(officer) {
  let page_token = "";
  do {
    const request = { state: "DETAINER_STATE_REQUESTED", page_token };
    const page = await call(detainers, "ListDetainers", request);
    for (const { detainer_id } of page.detainers) {
      const { detainer } = await call(detainers, "AcknowledgeDetainer", { detainer_id, officer });
      console.log(`${detainer.detainer_id} ${detainer.case_id} ${detainer.state}`);
    }
    page_token = page.next_page_token;
  } while (page_token);
}

// The `google.rpc.ErrorInfo` of a failed call; its reason is empty if the network failed.
function errorInfo(error) {
  const [bytes] = error.metadata?.get("grpc-status-details-bin") ?? [];
  const details = bytes ? definition["google.rpc.Status"].deserialize(bytes).details : [];
  const found = details.find((one) => one.type_url.endsWith("google.rpc.ErrorInfo"));
  return found
    ? definition["google.rpc.ErrorInfo"].deserialize(found.value)
    : { reason: "", metadata: {} };
}

const LATER = ["submit the same file again later; a repetition is harmless", 5];
const WHAT_TO_DO = {
  TRANSACTION_FAULTY: ["mend the file", 3],
  INVALID_FIELD: ["mend the field", 3],
  DELEGATION_MISSING: ["call as the agency of the prints: set TENPRINT_ORI", 3],
  AGENCY_NOT_FOUND: ["no jurisdiction on record has this agency: ask the operator", 3],
  TCN_CONFLICT: ["the TCN was used for another booking: take another", 4],
  OVERLOADED: LATER,
  CALLER_LIMIT: LATER,
  BACKLOG_FULL: LATER,
  DEADLINE_TOO_SHORT: LATER,
  STARTING: LATER,
  "": LATER,
};

async function main([command, argument]) {
  if (command === "submit" && argument) return submit(argument);
  if (command === "answer-detainers") return answerDetainers(argument || "JAILER-1");
  console.error("usage: node booking_system.js submit FILE | answer-detainers [OFFICER]");
  process.exitCode = 2;
}

main(process.argv.slice(2)).catch((error) => {
  if (error.code === undefined || error.metadata === undefined) {
    console.error(error.message);
    process.exitCode = 2;
    return;
  }
  const { reason, metadata } = errorInfo(error);
  const [advice, status] = WHAT_TO_DO[reason] ?? ["ask the operator of the service", 1];
  console.error(`${reason || grpc.status[error.code]}: ${error.details}`);
  console.error(`${advice} (request ${metadata.request_id ?? "unknown"})`);
  process.exitCode = status;
});
