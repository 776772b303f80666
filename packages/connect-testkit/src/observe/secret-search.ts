/** Shorter ones are found in any text by chance. */
export const MIN_SECRET_LENGTH = 6;

/** Whether `secret` is in `text`: as it is, escaped, in hexadecimal, or within something in base64. */
export function isIn(secret: string, text: string): boolean {
  if (secret.length < MIN_SECRET_LENGTH) return false;
  const forms = [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    Buffer.from(secret).toString("hex"),
  ];
  return (
    forms.some((form) => text.includes(form)) || decoded(text).some((one) => one.includes(secret))
  );
}

/** What stands in `text` in base64 or base64url, such as a name and a password in an HTTP header. */
function decoded(text: string): readonly string[] {
  const found = text.match(/[\w+/-]{12,}={0,2}/g) ?? [];
  return found.map((token) => Buffer.from(token, "base64").toString());
}
