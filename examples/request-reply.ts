/** Questions and answers through two channels, any number of them open at once. */
import { type ChannelMessage, BroadcastChannel, Channel, Consume, WorkQueueChannel } from 'holon';
import { System, channelAccess, createApp, isHolonError, silentLogger } from 'holon';

interface Question {
  readonly number: number;
}

interface Answer {
  readonly square: number;
}

@Channel({ id: 'questions', name: 'Questions' })
export class Questions extends WorkQueueChannel<Question, 'questions'> {}

@Channel({ id: 'answers', name: 'Answers', retention: { maxAgeMs: 60_000 } })
export class Answers extends BroadcastChannel<Answer, 'answers'> {}

@System({ id: 'squarer', channels: channelAccess({ own: [Questions, Answers] }) })
export class Squarer {
  /** What it returns is written to Answers with the question's correlation id. */
  @Consume(Questions, { to: Answers, concurrency: 8 })
  square({ content: { number } }: ChannelMessage<Question>): Answer | undefined {
    return number < 0 ? undefined : { square: number * number }; // undefined: no answer
  }
}

export const asking = channelAccess({ write: [Questions], read: [Answers] });

export async function main(print: (line: string) => void = console.log): Promise<void> {
  await using app = await createApp(Squarer, { logger: silentLogger });
  await app.launch();
  const client = app.client(asking, 'asker');
  const ask = async (number: number, timeoutMs = 1_000): Promise<number> => {
    const { content } = await client.request(
      Questions,
      { number },
      { replies: Answers, timeoutMs },
    );
    return content.square;
  };

  print(`12² = ${await ask(12)}`);
  const squares = await Promise.all(Array.from({ length: 100 }, (_, number) => ask(number)));
  const right = squares.filter((square, number) => square === number * number);
  print(`${right.length} of 100 at once got their own answer`);

  try {
    await ask(-1, 50);
  } catch (error) {
    if (isHolonError(error)) print(`${error.code}: ${error.message}`);
  }
}

if (require.main === module) void main();
