// What may be at the far end of an address, up to where a controller is asked to let somebody in: each
// place is one way in which a network, or a machine in it, fails whoever dials.
import net from "node:net";
import { Duplex, PassThrough } from "node:stream";
import type { Dialler, HostAndPort, Resolver } from "../../src/index.js";
import type { Ca } from "./pki.js";
import { TestController } from "./test-controller.js";

/** Every way; what comes after `hangs` never ends, whatever it is told. */
export const PLACES = [
  "no address at all",
  "a name that nobody knows",
  "hangs: the look-up",
  "nothing listens",
  "hangs: TCP",
  "hangs: TLS",
  "no TLS",
  "a stranger",
  "hangs: the upgrade",
  "refuses the upgrade",
  "the controller",
] as const;
export type Place = (typeof PLACES)[number];

const never = (): Promise<never> => new Promise(() => undefined);

/** The network in which these places are, each with as many addresses as are asked for. */
export class Network implements AsyncDisposable {
  /** Streams that were opened, and not destroyed. */
  readonly #streams: Duplex[] = [];
  readonly #servers: Readonly<Partial<Record<Place, TestController>>>;
  #upgradesHeld = 0;
  #tell: () => void = () => undefined;

  static async start(stranger: Ca): Promise<Network> {
    let network: Network | undefined;
    const hung = await TestController.start({
      onUpgrade: () => {
        network?.heldUpgrade();
        return true;
      },
    });
    const refuses = await TestController.start({
      onUpgrade: (_request, socket) => {
        socket.end(`HTTP/1.1 503 \u001b[2J\r\n\r\n${"no\u001b]0;title\u0007\n".repeat(10_000)}`);
        return true;
      },
    });
    network = new Network({
      "a stranger": await TestController.start({ ca: stranger }),
      "hangs: the upgrade": hung,
      "refuses the upgrade": refuses,
      "the controller": await TestController.start(),
    });
    return network;
  }

  private constructor(servers: Readonly<Partial<Record<Place, TestController>>>) {
    this.#servers = servers;
  }

  get controller(): TestController {
    const { "the controller": found } = this.#servers;
    if (found === undefined) throw new TypeError("a network without a controller");
    return found;
  }

  /** How many streams are open. */
  get open(): number {
    return this.#streams.filter(({ destroyed }) => !destroyed).length;
  }

  heldUpgrade(): void {
    this.#upgradesHeld++;
    this.#tell();
  }

  /** Waits until so many upgrades more are held. */
  async untilHeld(more: number): Promise<void> {
    const wanted = this.#upgradesHeld + more;
    await new Promise<void>((resolve) => {
      this.#tell = () => {
        if (this.#upgradesHeld >= wanted) resolve();
      };
      this.#tell();
    });
  }

  /** An address that leads to that place; other ones for other numbers. */
  address(place: Place, number: number): string {
    const index = PLACES.indexOf(place);
    return place === "no address at all"
      ? `no address ${number}`
      : `p${index}.n${number}.test:17070`;
  }

  readonly resolver: Resolver = (name) => {
    switch (placeOf(name)) {
      case "a name that nobody knows":
        return Promise.reject(new Error("ENOTFOUND"));
      case "hangs: the look-up":
        return never();
      default: {
        // An address of its own for each, or one of two with the same would not be tried.
        const [, place = "0", number = "0"] = /^p(\d+)\.n(\d+)/u.exec(name) ?? [];
        return Promise.resolve([`10.0.${place}.${number}`]);
      }
    }
  };

  readonly dialler: Dialler = {
    connect: async ({ host }: HostAndPort) => {
      const place = PLACES[Number(host.split(".")[2])] ?? "nothing listens";
      if (place === "nothing listens") throw new Error("ECONNREFUSED");
      if (place === "hangs: TCP") return await never();
      return this.#opened(this.#streamTo(place));
    },
  };

  #streamTo(place: Place): Duplex {
    if (place === "hangs: TLS")
      return new PassThrough({ write: (_chunk, _encoding, done) => done() });
    if (place === "no TLS") {
      const stream = new Duplex({ read: () => undefined, write: (_c, _e, done) => done() });
      stream.push("220 this is a mail server\r\n");
      return stream;
    }
    const server = this.#servers[place] ?? this.controller;
    return net.connect({ host: "127.0.0.1", port: server.port, noDelay: true });
  }

  #opened(stream: Duplex): Duplex {
    this.#streams.push(stream.on("error", () => undefined));
    return stream;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(Object.values(this.#servers).map((each) => each[Symbol.asyncDispose]()));
  }
}

function placeOf(name: string): Place | undefined {
  return PLACES[Number(/^p(\d+)\./u.exec(name)?.[1])];
}
