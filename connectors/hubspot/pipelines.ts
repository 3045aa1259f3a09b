import type { CallOptions } from '../../src/connector/contract.ts';
import type { FieldOption } from '../../src/domain/schema.ts';
import type { Api } from './client.ts';
import { traitsOf } from './objects.ts';
import { paths } from './paths.ts';
import type { WirePage, WirePipeline } from './wire.ts';

/** What an account's pipelines say of the two properties that hold them: their definitions list no options. */
export interface Pipelines {
  /** By property name, in HubSpot's display order. */
  readonly options: ReadonlyMap<string, readonly FieldOption[]>;
  /** By stage: its pipeline. An account gives no two stages of an object the same id. */
  readonly pipelineOf: ReadonlyMap<string, string>;
}

export const NO_PIPELINES: Pipelines = { options: new Map(), pipelineOf: new Map() };

/** https://developers.hubspot.com/docs/api-reference/latest/crm/pipelines/guide */
export async function readPipelines(api: Api, object: string, options: CallOptions): Promise<Pipelines> {
  const named = traitsOf(object).pipelines;
  if (named === null) return NO_PIPELINES;
  const page = await api.call<WirePage<WirePipeline>>(
    { method: 'GET', path: paths.pipelines(object), bucket: 'call', effect: 'read' },
    options,
  );
  const pipelines = inOrder(page.results ?? []);
  const stages = pipelines.flatMap((pipeline) =>
    inOrder(pipeline.stages ?? []).map((stage) => ({ stage, pipeline })),
  );
  return {
    options: new Map([
      [named.pipeline, pipelines.map((pipeline) => toOption(pipeline, labelOf(pipeline)))],
      [
        named.stage,
        stages.map(({ stage, pipeline }) =>
          toOption(stage, pipelines.length > 1 ? `${labelOf(stage)} (${labelOf(pipeline)})` : labelOf(stage)),
        ),
      ],
    ]),
    pipelineOf: new Map(stages.map(({ stage, pipeline }) => [stage.id, pipeline.id])),
  };
}

interface Ordered {
  readonly id: string;
  readonly label?: string;
  readonly displayOrder?: number;
  readonly archived?: boolean;
}

const inOrder = <Item extends Ordered>(items: readonly Item[]): readonly Item[] =>
  items.toSorted((a, b) => (a.displayOrder ?? 0) - (b.displayOrder ?? 0));

const labelOf = ({ id, label }: Ordered): string => label ?? id;

const toOption = ({ id, archived }: Ordered, label: string): FieldOption => ({
  value: id,
  label,
  active: archived !== true,
});
