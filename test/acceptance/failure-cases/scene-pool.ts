/** A few scenes for many short runs side by side: one run a scene at a time, because its faults are for one run. */
import { openScene, type Scene } from './scene.js';

export interface ScenePool {
  /** Waits for a free scene; it is given back, without faults, whatever happens. */
  use<T>(work: (scene: Scene) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export async function openScenes(count: number): Promise<ScenePool> {
  const scenes = await Promise.all(Array.from({ length: count }, () => openScene()));
  const idle = [...scenes];
  const waiting: ((scene: Scene) => void)[] = [];
  const take = (): Scene | Promise<Scene> =>
    idle.pop() ?? new Promise<Scene>((resolve) => waiting.push(resolve));
  const give = (scene: Scene): void => {
    scene.region.faults.clear();
    const next = waiting.shift();
    if (next) next(scene);
    else idle.push(scene);
  };
  return {
    async use(work) {
      const scene = await take();
      try {
        return await work(scene);
      } finally {
        give(scene);
      }
    },
    async close() {
      await Promise.all(scenes.map((scene) => scene.close()));
    },
  };
}
