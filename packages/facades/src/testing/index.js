// Hold either side against the transcripts in this package's folder of that name
export { difference, fillIn, parseTranscript } from "./transcript.js";
