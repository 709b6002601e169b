import type { Metrics } from '../../observability/metrics';
import type { Timings } from '../../observability/metrics-timings';
import type { AnsweredRequest } from './publication-parts';

/** Finds the series of a request, by words that are there already: to join them at each request is dear. */
export class RequestTimings {
  private readonly byStatus: (Map<string, Map<string, Timings>> | undefined)[] = [];

  constructor(private readonly metrics: Metrics) {}

  of({ method, route, status }: AnsweredRequest): Timings {
    const byRoute = (this.byStatus[status] ??= new Map<string, Map<string, Timings>>());
    let byMethod = byRoute.get(route);
    if (byMethod === undefined) byRoute.set(route, (byMethod = new Map<string, Timings>()));
    let timings = byMethod.get(method);
    if (timings === undefined) {
      const labels = { method, route: route === '' ? 'other' : route, status: String(status) };
      timings = this.metrics.timings('httpRequest', labels);
      byMethod.set(method, timings);
    }
    return timings;
  }
}
