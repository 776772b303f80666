import { describe, expect, test } from "vitest";

import { UserPasswords } from "../../src/api/user-passwords.js";
import { hashUserPassword } from "../../src/state/password-hash.js";

const { signal } = new AbortController();

describe("users' passwords", () => {
  test("are right or wrong, the first time and every other", async () => {
    const passwords = new UserPasswords();
    const stored = await hashUserPassword("open sesame");
    for (let time = 0; time < 2; time += 1) {
      expect(await passwords.verify("open sesame", stored, signal)).toBe(true);
      expect(await passwords.verify("open says me", stored, signal)).toBe(false);
    }
  });

  test("that were right are wrong once another is stored", async () => {
    const passwords = new UserPasswords();
    const before = await hashUserPassword("open sesame");
    await passwords.verify("open sesame", before, signal);
    const after = await hashUserPassword("something else");
    expect(await passwords.verify("open sesame", after, signal)).toBe(false);
  });

  test("of nobody are wrong, whatever they are", async () => {
    const passwords = new UserPasswords();
    expect(await passwords.verify("", undefined, signal)).toBe(false);
  });

  test("from one network keep none of another waiting", async () => {
    const passwords = new UserPasswords();
    const stored = await hashUserPassword("open sesame");
    const looked: string[] = [];
    const look = async (network: string): Promise<void> => {
      await passwords.verify(`guess ${looked.length}`, stored, signal, network);
      looked.push(network);
    };
    const theirs = Array.from({ length: 7 }, () => look("theirs"));
    const ours = look("ours");
    await expect(look("theirs")).rejects.toMatchObject({ code: "try again" });
    await Promise.all([...theirs, ours]);
    // One of theirs is looked at already, and one more at most comes before.
    expect(looked.indexOf("ours")).toBeLessThanOrEqual(2);
  });

  test("are not waited for once nobody wants to know", async () => {
    const passwords = new UserPasswords();
    const stored = await hashUserPassword("open sesame");
    const leaving = new AbortController();
    const first = [1, 2].map(() => passwords.verify("wrong", stored, signal));
    const waiting = passwords.verify("open sesame", stored, leaving.signal);
    leaving.abort();
    await expect(waiting).rejects.toMatchObject({ message: "context canceled" });
    expect(await Promise.all(first)).toEqual([false, false]);
    expect(await passwords.verify("open sesame", stored, signal)).toBe(true);
  });
});
