/** A value in the making: its fields are set as they become known. Nobody else sees it before it is whole. */
export type Draft<Value> = { -readonly [Field in keyof Value]: Value[Field] };
