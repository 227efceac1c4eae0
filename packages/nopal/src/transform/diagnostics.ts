interface Diagnostic {
  readonly severity: string;
}

/** The first of oxc's diagnostics that is more than advice: with it, there is no code to work with. */
export function firstError<D extends Diagnostic>(diagnostics: readonly D[]): D | undefined {
  return diagnostics.find(({ severity }) => severity === 'Error');
}
