// Hold either side against the transcripts in this package's folder of that name
export {
  difference,
  fillIn,
  type Json,
  parseTranscript,
  type Side,
  type Transcript,
  type TranscriptLine,
} from "./transcript.js";
// Make messages of whatever a facade describes
export { type Member, type Shape, shapeOf } from "./shape.js";
