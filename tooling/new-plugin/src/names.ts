/** Every name of a new plugin, made from its point and its variant. */
export interface Names {
  /** `records` */
  readonly point: string;
  /** `Records`: the point's interface in core. */
  readonly pointType: string;
  /** `records-redis`: folder, and id. */
  readonly folder: string;
  /** `redisRecords`: the factory. */
  readonly factory: string;
  /** `RedisRecordsOptions` */
  readonly options: string;
  /** `redis-records.ts` */
  readonly file: string;
}

/** @throws Error with a plain sentence when the variant is no kebab-case name */
export function namesFor(point: string, variant: string): Names {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(variant)) {
    throw new Error('A variant is named in small letters, digits and dashes, such as "redis".');
  }
  const pascal = (text: string): string =>
    text
      .split('-')
      .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
      .join('');
  const pointType = pascal(point);
  const variantType = pascal(variant);
  return {
    point,
    pointType,
    folder: `${point}-${variant}`,
    factory: `${variantType.charAt(0).toLowerCase()}${variantType.slice(1)}${pointType}`,
    options: `${variantType}${pointType}Options`,
    file: `${variant}-${point}.ts`,
  };
}
