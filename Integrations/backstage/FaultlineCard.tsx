import React from 'react';
import { Entity } from '@backstage/catalog-model';
import { InfoCard, Progress, ResponseErrorPanel, StructuredMetadataTable } from '@backstage/core-components';
import { discoveryApiRef, fetchApiRef, useApi } from '@backstage/core-plugin-api';
import { useEntity } from '@backstage/plugin-catalog-react';

/** What `GET /api/v1/health` answers, as much of it as is shown. */
type Group = { bucket: string; summary: string; count: number; state?: string };
type Occurrence = { name: string; url?: string };
type Health = {
  repository: string;
  state: 'green' | 'red' | 'unknown';
  broken: Occurrence[];
  runs: number;
  failedRuns: number;
  flakyTests: number;
  quarantinedTests: number;
  topFailures: Group[];
};

const annotations = ['faultline.dev/repository', 'github.com/project-slug'];

/** The repository an entity is built from. */
const repositoryOf = (entity: Entity): string | undefined =>
  annotations.map(name => entity.metadata.annotations?.[name]).find(value => !!value);

export const isFaultlineAvailable = (entity: Entity): boolean => !!repositoryOf(entity);

/** Only pages: an address out of a build's record must not run script. */
const isPage = (url?: string): url is string => /^https?:\/\//.test(url ?? '');

/** Asks again when the entity changes; an answer that comes too late is dropped. */
const useHealth = (repository?: string) => {
  const discovery = useApi(discoveryApiRef);
  const { fetch } = useApi(fetchApiRef);
  const [state, setState] = React.useState<{ health?: Health; error?: Error }>({});
  React.useEffect(() => {
    let isCurrent = true;
    const ask = async () => {
      const base = await discovery.getBaseUrl('proxy');
      const query = new URLSearchParams({ repository: repository ?? '', days: '7' });
      const response = await fetch(`${base}/faultline/health?${query}`);
      if (response.status === 404) throw new Error(`Faultline has no record of ${repository}`);
      if (!response.ok) throw new Error(`Faultline answered ${response.status}`);
      return (await response.json()) as Health;
    };
    setState({});
    if (repository) {
      ask().then(
        health => isCurrent && setState({ health }),
        error => isCurrent && setState({ error }),
      );
    }
    return () => {
      isCurrent = false;
    };
  }, [discovery, fetch, repository]);
  return state;
};

const words = { green: 'passes', red: 'fails', unknown: 'has no runs on record' };

export const FaultlineCard = () => {
  const { entity } = useEntity();
  const repository = repositoryOf(entity);
  const { health, error } = useHealth(repository);
  if (error) return <ResponseErrorPanel error={error} />;
  if (!health) return <Progress />;
  const share = health.runs ? Math.round((100 * health.failedRuns) / health.runs) : 0;
  return (
    <InfoCard title="Builds" subheader={`${health.repository}, last 7 days`}>
      <StructuredMetadataTable
        metadata={{
          'default branch': words[health.state],
          runs: `${health.runs}, ${share} % with a failed job`,
          'flaky tests': health.flakyTests,
          'in quarantine': health.quarantinedTests,
        }}
      />
      {health.broken.length > 0 && (
        <ul>
          {health.broken.map(job => (
            <li key={job.name}>
              {isPage(job.url) ? <a href={job.url}>{job.name}</a> : job.name}
            </li>
          ))}
        </ul>
      )}
      <ol>
        {health.topFailures.map((group, index) => (
          // Text of a log: React writes it as text.
          <li key={index}>{`${group.count}× ${group.bucket}: ${group.summary}`}</li>
        ))}
      </ol>
    </InfoCard>
  );
};
