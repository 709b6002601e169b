const missing = (name: string) => (): never => {
  throw Object.assign(new Error(`Cannot find module '${name}'`), { code: 'MODULE_NOT_FOUND' });
};

type Modules = typeof import('../../../src/content/content-validator') &
  typeof import('../../../src/content/json-schema') &
  typeof import('../../../src/content/snapshot');

function loadContent(): Modules {
  return {
    ...jest.requireActual('../../../src/content/content-validator'),
    ...jest.requireActual('../../../src/content/json-schema'),
    ...jest.requireActual('../../../src/content/snapshot'),
  };
}

describe('the peers that read DTO classes', () => {
  beforeEach(() => {
    jest.resetModules();
  });

  afterEach(() => {
    jest.dontMock('class-validator');
    jest.dontMock('class-transformer/cjs/storage');
  });

  it('are not needed before a DTO class is looked at', () => {
    jest.doMock('class-validator', missing('class-validator'));
    jest.doMock('class-transformer/cjs/storage', missing('class-transformer'));
    const { createContentValidator, jsonSchemaOf, snapshot } = loadContent();
    expect(snapshot({ a: 1 })).toEqual({ a: 1 });
    expect(createContentValidator(undefined)).toBeUndefined();
    expect(jsonSchemaOf(undefined)).toEqual({});
  });

  it('are named where they are missing', () => {
    jest.doMock('class-validator', missing('class-validator'));
    const { createContentValidator, jsonSchemaOf } = loadContent();
    class Reading {}
    for (const use of [createContentValidator, jsonSchemaOf]) {
      expect(() => use(Reading)).toThrow(
        expect.objectContaining({
          code: 'HOLON_DEPENDENCY_MISSING',
          hint: 'npm install class-validator',
        }),
      );
    }
  });

  it('count class-transformer in only where a class is nested', () => {
    jest.doMock('class-transformer/cjs/storage', missing('class-transformer'));
    const { createContentValidator } = loadContent();
    const { IsString, ValidateNested } =
      jest.requireActual<typeof import('class-validator')>('class-validator');
    class Flat {
      @IsString() name!: string;
    }
    class Deep {
      @ValidateNested() flat!: Flat;
    }
    expect(createContentValidator(Flat)!.validate({ name: 'a' })).toEqual({ value: { name: 'a' } });
    expect(() => createContentValidator(Deep)).toThrow(
      expect.objectContaining({
        code: 'HOLON_DEPENDENCY_MISSING',
        hint: 'npm install class-transformer',
      }),
    );
  });
});
