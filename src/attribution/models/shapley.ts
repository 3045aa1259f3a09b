import type { Model } from '../model.ts';
import { weighSources } from '../weigh-sources.ts';

/**
 * The Shapley value of each source, where a set of sources is worth what the paths brought that used no other than
 * these. It has a closed form: each path is shared equally by its different sources, however often each was used (K. Zhao,
 * S. H. Mahboobi, S. R. Bagheri, Shapley Value Methods for Attribution Modeling in Online Advertising, 2018,
 * https://arxiv.org/abs/1804.05327). So one path at a time is enough, and nothing is estimated. A source's part is shared
 * equally by its touches.
 */
export const shapley: Model = {
  kind: 'rule',
  name: 'shapley',
  weigh: (touches) => weighSources(touches, () => 1),
};
