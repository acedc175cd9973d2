/** An object as seen through its stub: the same methods, answered later. Values pass by structured clone. */
export type Remote<T> = {
  [Name in keyof T]: T[Name] extends (...given: infer Given) => infer Answer
    ? (...given: Given) => Promise<Awaited<Answer>>
    : never
}

/** The object of a name, in the type its class has and not the one that serialisation makes of it. */
export const remote = <T extends Rpc.DurableObjectBranded>(
  namespace: DurableObjectNamespace<T>,
  name: string,
  options: DurableObjectNamespaceGetDurableObjectOptions = {},
): Remote<T> => namespace.get(namespace.idFromName(name), options) as unknown as Remote<T>
