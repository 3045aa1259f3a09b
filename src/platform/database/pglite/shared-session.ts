import type { EngineThread } from './engine-thread.ts';
import { PreparedStatements } from './prepared-statements.ts';
import { Turns } from './turns.ts';
import {
  changesTables,
  channelChange,
  notificationChannel,
  PARSE_COMPLETE,
  queryMessage,
  splitMessages,
  type Message,
} from './wire.ts';

/** A client's end of the shared session. */
interface Session {
  /** Where the client's unqualified names are looked for, as SQL. */
  readonly searchPath: string;
  /** Whether it lets other clients go first. */
  readonly yields: boolean;
  /** What it listens to. */
  readonly channels: Set<string>;
  readonly destroyed: boolean;
  push(bytes: Buffer): unknown;
  destroy(error: Error): unknown;
}

interface Answer {
  readonly bytes: Buffer;
  readonly inTransaction: boolean;
  readonly failed: boolean;
}

/** PGlite's one PostgreSQL session, taken in turns by many clients. */
export class SharedSession {
  readonly #engine: EngineThread;
  readonly #turns = new Turns<Session>();
  readonly #sessions = new Set<Session>();
  readonly #prepared = new PreparedStatements();
  #searchPath = '';

  constructor(engine: EngineThread) {
    this.#engine = engine;
    void engine.broken.then((error) => {
      for (const session of this.#sessions) session.destroy(error);
    });
  }

  get greeting(): Buffer {
    return this.#engine.greeting;
  }

  join(session: Session): void {
    this.#sessions.add(session);
  }

  /** Ends a client's transaction and turn, if it has them. */
  async leave(session: Session): Promise<void> {
    this.#sessions.delete(session);
    session.channels.clear();
    if (!this.#turns.has(session)) return;
    // A broken engine has no transaction left to end.
    await this.#execute(queryMessage('rollback')).catch(() => undefined);
    this.#turns.give(session);
  }

  /** Waits for the client's turn and carries out a batch. The turn lasts until the transaction, if any, has ended. */
  async carryOut(
    session: Session,
    batch: readonly Message[],
  ): Promise<{ readonly bytes: Buffer; readonly inTransaction: boolean }> {
    await this.#turns.take(session);
    if (session.destroyed) {
      this.#turns.give(session);
      throw new Error('The client went away while it waited for its turn');
    }
    if (session.searchPath !== this.#searchPath) {
      await this.#execute(queryMessage(`set search_path to ${session.searchPath}`));
      this.#searchPath = session.searchPath;
    }
    const answer = await this.#executePrepared(session.searchPath, batch);
    if (!answer.failed) await this.#changeChannels(session, batch);
    if (!answer.inTransaction) this.#turns.give(session);
    return answer;
  }

  async #executePrepared(searchPath: string, batch: readonly Message[]): Promise<Answer> {
    const { messages, parsedAs, owesParse } = this.#prepared.prepare(searchPath, batch);
    const answer = await this.#execute(Buffer.concat(messages.map((message) => message.whole)));
    // One that is kept changes no tables, and makes the others no more.
    if (owesParse) return { ...answer, bytes: Buffer.concat([PARSE_COMPLETE, answer.bytes]) };
    if (answer.failed) {
      if (parsedAs !== null) this.#prepared.forget(parsedAs);
    } else if (this.#prepared.isFull || batch.some(changesTables)) {
      await this.#execute(queryMessage('deallocate all'));
      this.#prepared.forgetAll();
    }
    return answer;
  }

  /** Notifications are taken out of the answer and given to those who listen, as they belong to no one query. */
  async #execute(messages: Uint8Array): Promise<Answer> {
    const bytes = await this.#engine.execute(messages);
    const answer = splitMessages(bytes).messages;
    const notifications = answer.filter((message) => message.type === 'A');
    for (const notification of notifications) {
      const channel = notificationChannel(notification);
      for (const session of this.#sessions)
        if (session.channels.has(channel)) session.push(notification.whole);
    }
    const others = answer.filter((message) => message.type !== 'A');
    return {
      bytes: notifications.length === 0 ? bytes : Buffer.concat(others.map((message) => message.whole)),
      // ReadyForQuery says I when idle, T in a transaction, E in a failed one.
      inTransaction: others.findLast((message) => message.type === 'Z')?.body.toString('latin1') !== 'I',
      failed: others.some((message) => message.type === 'E'),
    };
  }

  async #changeChannels(session: Session, batch: readonly Message[]): Promise<void> {
    for (const message of batch) {
      const change = channelChange(message);
      switch (change?.kind) {
        case 'listen':
          session.channels.add(change.channel);
          break;
        case 'unlisten':
          if (change.channel === null) session.channels.clear();
          else session.channels.delete(change.channel);
          await this.#listenAgain();
          break;
        case undefined:
          break;
      }
    }
  }

  /** One client's UNLISTEN ended it for the whole session, others' included. */
  async #listenAgain(): Promise<void> {
    const channels = new Set([...this.#sessions].flatMap((session) => [...session.channels]));
    for (const channel of channels) {
      await this.#execute(queryMessage(`listen "${channel.replaceAll('"', '""')}"`));
    }
  }
}
