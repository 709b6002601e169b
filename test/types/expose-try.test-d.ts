import { Expose, type ServiceContext, type StandardSchemaV1 } from '../../src/index';
class Image { url!: string }
class Tags { tags!: string[] }
declare const schema: StandardSchemaV1<{ at: string }, { at: Date }>;
export class A {
  @Expose() none(): void { return undefined; }
  @Expose() any(_x: { a: 1 }): number { return 1; }
  @Expose({ readOnly: true }) ctx(_x: unknown, c: ServiceContext): string { return c.callerId; }
  @Expose({ input: Image, output: Tags }) async ok(image: Image, _c: ServiceContext): Promise<Tags> { return { tags: [image.url] }; }
  @Expose({ input: Image }) noParam(): number { return 1; }
  @Expose({ input: schema }) fromSchema(at: { at: Date }): number { return at.at.getTime(); }
  @Expose({ output: Tags }) out(): Tags { return new Tags(); }
  @Expose({ output: Tags, input: Image }) sub(_i: { readonly url: string }): { tags: string[] } { return { tags: [] }; }
  // @ts-expect-error wrong input
  @Expose({ input: Image }) wrongIn(_x: number): void { return undefined; }
  // @ts-expect-error wrong output
  @Expose({ output: Tags }) wrongOut(): number { return 1; }
  // @ts-expect-error third
  @Expose() three(_a: unknown, _b: number): void { return undefined; }
  // @ts-expect-error needs more than given
  @Expose({ input: Image }) more(_x: Image & { size: number }): void { return undefined; }
}
